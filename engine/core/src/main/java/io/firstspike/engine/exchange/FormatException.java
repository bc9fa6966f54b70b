package io.firstspike.engine.exchange;

/**
 * A file of another program that cannot be read; the message names it, the fault and the remedy.
 */
public final class FormatException extends RuntimeException {

  FormatException(String message) {
    super(message);
  }

  FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
