package io.firstspike.engine.learning;

/** A cache file that cannot be used; the message names it, the fault and the remedy. */
public final class VolleyCacheException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VolleyCacheException(String message) {
    super(message);
  }

  VolleyCacheException(String message, Throwable cause) {
    super(message, cause);
  }
}
