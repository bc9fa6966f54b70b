package io.firstspike.engine.exchange;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A file of weights or arrays cannot be read or written; the message names the file, the fault and
 * the remedy.
 */
@API(status = Status.MAINTAINED)
public final class FormatException extends RuntimeException {

  FormatException(String message) {
    super(message);
  }

  FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
