package io.firstspike.pipeline.cli;

import java.util.Locale;

/** Numbers the user gave must lie within limits. */
final class Ranges {

  private Ranges() {}

  static void require(String option, long value, long from, long to) {
    if (value < from || value > to) {
      throw new InputException(
          String.format(Locale.ROOT, "%s is %d, must be %,d to %,d", option, value, from, to));
    }
  }
}
