package io.firstspike.connectors.broker;

/** The broker answers but lacks topics; the message names them. */
public final class MissingTopicsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MissingTopicsException(String message) {
    super(message);
  }
}
