package io.firstspike.pipeline.cli;

/** What the user gave cannot be used; the message names the thing and the remedy. */
final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }

  InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
