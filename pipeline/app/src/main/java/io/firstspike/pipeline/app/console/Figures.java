package io.firstspike.pipeline.app.console;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Figures {

  private Figures() {}

  /** A fraction in per cent. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }

  /** A whole number. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A time in seconds. */
  public static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** A rate. */
  public static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.0f/s", rate);
  }
}
