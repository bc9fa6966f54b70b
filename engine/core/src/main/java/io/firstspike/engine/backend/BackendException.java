package io.firstspike.engine.backend;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A backend that the user has chosen does not exist or cannot be used; the message says why. */
@API(status = Status.MAINTAINED)
public final class BackendException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** A message for users. */
  public BackendException(String message) {
    super(message);
  }
}
