package io.firstspike.engine.backend;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A backend failed while it was at work, whatever it was given: its device is lost or full, or its
 * driver is missing. The message says why and what can be done.
 */
@API(status = Status.MAINTAINED)
public final class BackendFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean full;

  /** A failure without a cause in Java. */
  public BackendFailure(String message) {
    this(message, false);
  }

  private BackendFailure(String message, boolean full) {
    super(message);
    this.full = full;
  }

  /** A failure for want of memory. */
  public static BackendFailure full(String message) {
    return new BackendFailure(message, true);
  }

  /** A failure with its cause. */
  public BackendFailure(String message, Throwable cause) {
    super(message, cause);
    this.full = false;
  }

  /** Whether memory was wanting, so that smaller batches may do. */
  public boolean full() {
    return full;
  }
}
