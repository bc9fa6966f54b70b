package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Metrics.Latency;
import java.util.Arrays;

/** Time spans in buckets that grow by a factor of 2^(1/8), so quantiles are right within 9 %. */
final class LatencyHistogram {

  private static final int PER_OCTAVE = 8;
  private static final int OCTAVES = 40;

  private final long[] buckets = new long[PER_OCTAVE * OCTAVES];
  private long count;
  private long max;

  /** Counts one span; clocks that disagree may make it negative, which counts as 0. */
  void record(long millis) {
    long span = Math.max(0, millis);
    buckets[bucket(span)]++;
    count++;
    max = Math.max(max, span);
  }

  private static int bucket(long millis) {
    double octave = Math.log(millis + 1.0) / Math.log(2);
    return (int) Math.min(PER_OCTAVE * OCTAVES - 1, octave * PER_OCTAVE);
  }

  /** The quantiles of what was recorded; null if that is nothing. */
  Latency quantiles() {
    return count == 0 ? null : new Latency(quantile(0.5), quantile(0.99), max);
  }

  private double quantile(double share) {
    long rank = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= rank) {
        return Math.min(max, Math.pow(2, (i + 1.0) / PER_OCTAVE) - 1);
      }
    }
    return max;
  }

  void clear() {
    Arrays.fill(buckets, 0);
    count = 0;
    max = 0;
  }
}
