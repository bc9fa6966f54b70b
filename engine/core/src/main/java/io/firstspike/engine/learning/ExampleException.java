package io.firstspike.engine.learning;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * An operation on one of many examples has failed; the message tells which example and why, the
 * cause is the failure itself.
 */
@API(status = Status.MAINTAINED)
public final class ExampleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long index;

  ExampleException(long index, RuntimeException cause) {
    super("example " + index + ": " + cause.getMessage(), cause);
    this.index = index;
  }

  /** The failure. */
  @Override
  public synchronized RuntimeException getCause() {
    return (RuntimeException) super.getCause();
  }

  /** The index of the example, counted from 0. */
  long index() {
    return index;
  }
}
