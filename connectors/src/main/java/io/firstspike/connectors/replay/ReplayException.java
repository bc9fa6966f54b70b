package io.firstspike.connectors.replay;

/** Thrown when a replay cannot be finished; the message names the broker and the reason. */
public final class ReplayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}
