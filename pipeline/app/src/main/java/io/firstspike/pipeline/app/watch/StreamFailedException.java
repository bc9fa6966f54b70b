package io.firstspike.pipeline.app.watch;

/**
 * Thrown when a job or a broker in this JVM cannot go on; the message names the reason and the
 * remedy.
 */
public final class StreamFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message a message of one line
   */
  public StreamFailedException(String message) {
    super(message);
  }

  StreamFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
