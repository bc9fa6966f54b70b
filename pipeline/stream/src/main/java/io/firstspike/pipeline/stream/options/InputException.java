package io.firstspike.pipeline.stream.options;

/** Thrown if input of the user cannot be used; the message names the thing and the remedy. */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
