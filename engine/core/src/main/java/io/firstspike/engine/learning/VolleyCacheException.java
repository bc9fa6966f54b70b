package io.firstspike.engine.learning;

/** A cache file cannot be used; the message names the file, the fault and the remedy. */
public final class VolleyCacheException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VolleyCacheException(String message) {
    super(message);
  }

  VolleyCacheException(String message, Throwable cause) {
    super(message, cause);
  }
}
