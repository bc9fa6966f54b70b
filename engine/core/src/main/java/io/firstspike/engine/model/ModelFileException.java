package io.firstspike.engine.model;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A model file cannot be read or written; the message names the file, the fault and the remedy. */
@API(status = Status.MAINTAINED)
public final class ModelFileException extends RuntimeException {

  ModelFileException(String message) {
    super(message);
  }

  ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
