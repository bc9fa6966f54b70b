package io.firstspike.pipeline.stream.start;

/** Thrown when a job cannot start; the message names the obstacle and the remedy. */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
