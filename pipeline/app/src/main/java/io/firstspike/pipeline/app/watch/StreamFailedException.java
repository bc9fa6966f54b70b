package io.firstspike.pipeline.app.watch;

/** A job or a broker of this JVM cannot go on; the message says why and what to do. */
public final class StreamFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one line
   */
  public StreamFailedException(String message) {
    super(message);
  }

  StreamFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
