package io.firstspike.pipeline.stream.options;

/** What the user gave cannot be used; the message names the thing and the remedy. */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
