package io.firstspike.pipeline.stream.options;

import java.util.Locale;

/** Numbers the user gave must lie within limits. */
public final class Ranges {

  private Ranges() {}

  public static void require(String option, long value, long from, long to) {
    if (value < from || value > to) {
      throw new InputException(
          String.format(Locale.ROOT, "%s is %d, must be %,d to %,d", option, value, from, to));
    }
  }
}
