package io.firstspike.engine.model;

/** A model file cannot be read or written; the message names the file, the fault and the remedy. */
public final class ModelFileException extends RuntimeException {

  ModelFileException(String message) {
    super(message);
  }

  ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
