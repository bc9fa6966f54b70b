package io.firstspike.engine.nir;

/** Limit on the numbers of a file, counted before they are read. */
final class Budget {

  private final long limit;
  private long taken;

  Budget(long limit) {
    this.limit = limit;
  }

  /** Counts numbers; false if they are too many. */
  boolean take(long count) {
    taken += count;
    return count >= 0 && taken <= limit;
  }

  long limit() {
    return limit;
  }
}
