package io.firstspike.pipeline.cli;

import java.util.Locale;

/** Numbers the user gave must lie within limits. */
final class Ranges {

  private static final double MAX_RATE = 1e6;

  private Ranges() {}

  static void require(String option, long value, long from, long to) {
    if (value < from || value > to) {
      throw new InputException(
          String.format(Locale.ROOT, "%s is %d, must be %,d to %,d", option, value, from, to));
    }
  }

  /** A rate of frames. */
  static void requireRate(double rate) {
    if (!(rate >= 0 && rate <= MAX_RATE)) {
      throw new InputException("--rate is " + rate + ", must be 0 to 1,000,000 frames per second");
    }
  }
}
