package io.firstspike.pipeline.ml.sql;

/** Thrown if a script cannot be read, or one of its statements fails. */
public final class SqlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SqlException(String message) {
    super(message);
  }

  SqlException(String message, Throwable cause) {
    super(message, cause);
  }
}
