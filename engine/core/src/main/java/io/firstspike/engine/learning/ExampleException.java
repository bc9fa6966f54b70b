package io.firstspike.engine.learning;

/** One example of many has failed; the cause is its failure, the message tells which and why. */
public final class ExampleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long index;

  ExampleException(long index, RuntimeException cause) {
    super("example " + index + ": " + cause.getMessage(), cause);
    this.index = index;
  }

  /** Why it failed. */
  @Override
  public synchronized RuntimeException getCause() {
    return (RuntimeException) super.getCause();
  }

  /** Which one, counted from 0. */
  long index() {
    return index;
  }
}
