package io.firstspike.engine.nir;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Thrown for a NIR file that cannot be used; the message names file, node and remedy. */
@API(status = Status.MAINTAINED)
public final class NirException extends RuntimeException {

  public NirException(String message) {
    super(message);
  }

  public NirException(String message, Throwable cause) {
    super(message, cause);
  }
}
