package io.firstspike.pipeline.app.page.board;

import java.util.Arrays;

/** How much later than their frames the latest labels have come, in event time. */
final class LabelDelays {

  private static final int LATEST = 256;

  private final long[] millis = new long[LATEST];
  private long count;

  /**
   * Half of the labels and nine of ten of them come within these times.
   *
   * @param p50 in milliseconds
   * @param p90 in milliseconds
   */
  record View(long p50, long p90) {}

  void add(long delay) {
    millis[(int) (count++ % LATEST)] = delay;
  }

  /** Null before the first. */
  View view() {
    int known = (int) Math.min(count, LATEST);
    if (known == 0) {
      return null;
    }
    long[] sorted = Arrays.copyOf(millis, known);
    Arrays.sort(sorted);
    return new View(sorted[(known - 1) / 2], sorted[(known - 1) * 9 / 10]);
  }
}
