package io.firstspike.connectors.admin;

/**
 * Thrown when no broker answers in time, or it refuses the client; the message names the address
 * and the remedy.
 */
public final class BrokerUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes an exception whose message names the remedy. */
  public BrokerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
