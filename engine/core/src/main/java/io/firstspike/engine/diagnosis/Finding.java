package io.firstspike.engine.diagnosis;

import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Something that is wrong.
 *
 * @param fault what it is called, such as "silent maps"
 * @param where the layer, "encoding" or "data"
 * @param words what was seen, a sentence with its figure
 * @param figure what was measured
 * @param limit where it begins to be wrong
 * @param remedy what to do, a sentence
 */
@API(status = Status.MAINTAINED)
public record Finding(
    String fault, String where, String words, double figure, double limit, String remedy) {

  /** A share in per cent, for sentences. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A number with at most three digits, for sentences. */
  static String number(double value) {
    return Math.abs(value) >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
