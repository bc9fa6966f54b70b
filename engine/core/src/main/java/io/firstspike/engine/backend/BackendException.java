package io.firstspike.engine.backend;

/** A backend that the user has chosen does not exist or cannot be used; the message says why. */
public final class BackendException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  BackendException(String message) {
    super(message);
  }
}
