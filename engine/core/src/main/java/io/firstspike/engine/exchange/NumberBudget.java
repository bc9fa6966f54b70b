package io.firstspike.engine.exchange;

import java.util.Locale;

/** Counts the numbers of files that are read, before they are, and ends the reading of too many. */
final class NumberBudget {

  private final long limit;
  private final String remedy;
  private long taken;

  /**
   * Room for {@code limit} numbers in all.
   *
   * @param remedy what to do about more
   */
  NumberBudget(long limit, String remedy) {
    this.limit = limit;
    this.remedy = remedy;
  }

  /** Room for as many numbers as one array may hold. */
  static NumberBudget oneArray() {
    return new NumberBudget(NumericArray.MAX_SIZE, "read it in parts");
  }

  /** Makes room for an array. */
  void take(String origin, long size) {
    taken += size;
    if (taken > limit) {
      throw new FormatException(
          String.format(
              Locale.ROOT,
              "%s makes it %,d numbers in all, more than the limit of %,d: %s",
              origin,
              taken,
              limit,
              remedy));
    }
  }

  /** The numbers there is still room for. */
  long left() {
    return limit - taken;
  }
}
