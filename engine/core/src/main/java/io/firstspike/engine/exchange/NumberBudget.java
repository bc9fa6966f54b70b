package io.firstspike.engine.exchange;

import java.util.Locale;

/**
 * Limit on the numbers read from files. Each array is counted before it is read, and reading ends
 * with an exception when the limit is exceeded.
 */
final class NumberBudget {

  private final long limit;
  private final String remedy;
  private long taken;

  /**
   * Creates a budget of {@code limit} numbers in all.
   *
   * @param remedy advice for the message if there are more
   */
  NumberBudget(long limit, String remedy) {
    this.limit = limit;
    this.remedy = remedy;
  }

  /** Creates a budget of as many numbers as one array may hold. */
  static NumberBudget oneArray() {
    return new NumberBudget(NumericArray.MAX_SIZE, "read it in parts");
  }

  /**
   * Counts an array.
   *
   * @param origin name of the array in error messages
   * @param size its number of numbers
   * @throws FormatException if the limit is exceeded
   */
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

  /** The number of numbers that may still be read. */
  long left() {
    return limit - taken;
  }
}
