package io.firstspike.pipeline.stream.start;

/** A job cannot start from what is there; the message names that and the remedy. */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
