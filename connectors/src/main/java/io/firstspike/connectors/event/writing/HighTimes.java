package io.firstspike.connectors.event.writing;

/**
 * The way of a clock of few bits to a time, in steps from which a reader can tell how often it has
 * rolled over: none is half of the range or more, except the one back over a roll-over.
 */
final class HighTimes {

  private final long range;
  private long reached = -1;

  /** A clock that counts from 0 to {@code 2^bits - 1}. */
  HighTimes(int bits) {
    range = 1L << bits;
  }

  /** Whether the clock has to show something new before this time. */
  boolean before(long high) {
    return reached != high;
  }

  /** The number of times that the clock rolls over on its way. */
  long rollOvers(long high) {
    return high / range - Math.max(0, reached) / range;
  }

  /** What the clock shows next on the way to {@code high}. */
  long next(long high) {
    long most = range / 2 - 1;
    if (reached < 0) {
      reached = high < range ? high : 0;
    } else if (high > reached) {
      reached = Math.min(high, reached + most);
    } else {
      long begin = reached - reached % range;
      reached = begin == reached ? reached - 1 : Math.max(Math.max(high, begin), reached - most);
    }
    return reached % range;
  }
}
