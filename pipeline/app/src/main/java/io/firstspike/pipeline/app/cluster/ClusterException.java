package io.firstspike.pipeline.app.cluster;

/**
 * Thrown when a cluster of processes cannot do what was asked; the message names the obstacle and
 * the remedy.
 */
public final class ClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClusterException(String message) {
    super(message);
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
