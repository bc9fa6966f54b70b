package io.firstspike.pipeline.app.console;

import java.util.Locale;

/** Formats numbers for people, the same in every locale. */
public final class Figures {

  private Figures() {}

  /** Formats a fraction, 0 to 1, in per cent. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }

  /** Formats a whole number. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Formats a number to a thousandth. */
  public static String decimal(double number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }

  /** Formats a time in seconds. */
  public static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** Formats a rate per second. */
  public static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.0f/s", rate);
  }
}
