package io.firstspike.pipeline.app.drawing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * One axis of a plot: which values it shows, where its ticks are and what stands at them.
 *
 * @param title what it measures, with its unit
 * @param from lowest value
 * @param to highest value
 * @param ticks values with a tick
 * @param label text of a tick
 */
record Axis(
    String title, double from, double to, List<Double> ticks, DoubleFunction<String> label) {

  private static final int MOST_TICKS = 6;

  /**
   * An axis of counts from {@code from} to at least {@code to}, with round numbers at its ticks.
   */
  static Axis counts(String title, double from, double to) {
    double step = step(to - from);
    double end = Math.max(from + step, Math.ceil(to / step - 1e-9) * step);
    return new Axis(title, from, end, every(step, from, end), value -> text(value, step));
  }

  /** An axis of counts that ends exactly at {@code to}. */
  static Axis within(String title, double from, double to) {
    double step = step(to - from);
    return new Axis(title, from, to, every(step, from, to), value -> text(value, step));
  }

  /** An axis of shares from {@code from} to 1, in per cent. */
  static Axis shares(String title, double from) {
    double step = step(1 - from);
    return new Axis(
        title + " (%)", from, 1, every(step, from, 1), value -> text(100 * value, 100 * step));
  }

  /** An axis of time steps, whose numbers stand in their middles. */
  static Axis steps(int steps, int mostTicks) {
    int every = (steps + mostTicks - 1) / mostTicks;
    List<Double> middles = new ArrayList<>();
    for (int step = 0; step < steps; step += every) {
      middles.add(step + 0.5);
    }
    return new Axis("time step", 0, steps, middles, value -> Integer.toString((int) value));
  }

  /** Where a value lies, from 0, the beginning of the axis, to 1, its end. */
  double place(double value) {
    return (value - from) / (to - from);
  }

  /** The smallest of 1, 2 and 5 times a power of ten that makes few enough ticks. */
  private static double step(double span) {
    double raw = Math.max(span, 1e-12) / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= raw * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static List<Double> every(double step, double from, double to) {
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return List.copyOf(ticks);
  }

  /** A value with as many decimals as ticks so far apart need. */
  private static String text(double value, double step) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
