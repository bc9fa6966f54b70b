package io.firstspike.connectors.dataset;

/**
 * Thrown when a data set is missing, unreadable or damaged; the message names the path and the
 * remedy.
 */
public final class DatasetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatasetException(String message) {
    super(message);
  }

  DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
