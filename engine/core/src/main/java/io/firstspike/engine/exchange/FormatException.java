package io.firstspike.engine.exchange;

/**
 * A file of weights or arrays cannot be read or written; the message names the file, the fault and
 * the remedy.
 */
public final class FormatException extends RuntimeException {

  FormatException(String message) {
    super(message);
  }

  FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
