package io.firstspike.engine.learning;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A cache file cannot be used; the message names the file, the fault and the remedy. */
@API(status = Status.MAINTAINED)
public final class VolleyCacheException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VolleyCacheException(String message) {
    super(message);
  }

  VolleyCacheException(String message, Throwable cause) {
    super(message, cause);
  }
}
