package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Metrics.Latency;
import org.HdrHistogram.Histogram;

/** Histogram of time spans in milliseconds; its quantiles are right within 1 %. */
final class LatencyHistogram {

  /** Longer spans count as this: a thousand years. */
  static final long LONGEST = 31_557_600_000_000L;

  /** Significant digits: a session of its own is kept for each model key. */
  private static final int DIGITS = 2;

  private final Histogram spans = new Histogram(DIGITS);

  LatencyHistogram() {
    spans.setAutoResize(true);
  }

  /** Counts one span; clocks that disagree may make it negative, which counts as 0. */
  void record(long millis) {
    spans.recordValue(Math.min(Math.max(0, millis), LONGEST));
  }

  /** The quantiles of what was recorded; null if that is nothing. */
  Latency quantiles() {
    if (spans.getTotalCount() == 0) {
      return null;
    }
    return new Latency(
        spans.getValueAtPercentile(50), spans.getValueAtPercentile(99), spans.getMaxValue());
  }

  void clear() {
    spans.reset();
  }
}
