package io.firstspike.engine.stepped.conversion;

/**
 * Counts of activations above 0, in bins that are a thousandth of their activations wide: a float's
 * bits are in the order of its values, so the first of them number the bins.
 */
final class ActivationHistogram {

  /** Of a float's 23 bits of fraction, 10 are kept. */
  private static final int DROPPED = 13;

  private final long[] counts = new long[1 << (Integer.SIZE - 1 - DROPPED)];
  private long total;
  private float highest;

  /** Counts an activation; those that are not above 0 are left out. */
  void add(float activation) {
    if (activation > 0) {
      counts[Float.floatToRawIntBits(activation) >>> DROPPED]++;
      total++;
      highest = Math.max(highest, activation);
    }
  }

  /**
   * The activation that this many percent of those above 0 do not exceed, rounded up to the end of
   * its bin; 0 if there are none.
   *
   * @param percent above 0, at most 100
   */
  float percentile(double percent) {
    long below = 0;
    long wanted = (long) Math.ceil(total * percent / 100);
    for (int bin = 0; bin < counts.length; bin++) {
      below += counts[bin];
      if (below >= wanted && below > 0) {
        return Math.min(highest, Float.intBitsToFloat((bin + 1) << DROPPED));
      }
    }
    return highest;
  }
}
