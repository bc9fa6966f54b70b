package io.firstspike.bench.stream;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Exact quantiles of latencies, in milliseconds. */
record Latencies(double p50, double p99, double p999, double max) {

  /**
   * Of spans in nanoseconds.
   *
   * @param nanos at least one; sorted here
   */
  static Latencies of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        quantile(sorted, 0.999),
        quantile(sorted, 1));
  }

  /** The smallest span that at least {@code share} of all do not exceed. */
  private static double quantile(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  String text() {
    return String.format(Locale.ROOT, "%.1f / %.1f / %.1f ms", p50, p99, p999);
  }

  /** For a report. */
  Map<String, Double> fields() {
    Map<String, Double> fields = new LinkedHashMap<>();
    fields.put("p50Millis", p50);
    fields.put("p99Millis", p99);
    fields.put("p999Millis", p999);
    fields.put("maxMillis", max);
    return fields;
  }
}
