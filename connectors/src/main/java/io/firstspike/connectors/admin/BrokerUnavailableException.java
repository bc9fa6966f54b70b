package io.firstspike.connectors.admin;

/**
 * No broker answered in time, or it would not talk to us; the message says where and what to do.
 */
public final class BrokerUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure with what to do about it in its message. */
  public BrokerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
