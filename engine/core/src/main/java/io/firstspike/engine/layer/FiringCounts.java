package io.firstspike.engine.layer;

import java.util.Arrays;

/**
 * How many spikes at <em>strong</em> synapses, those of weight above {@value #STRONG}, a neuron
 * needs to fire. STDP drives weights so close to 0 and 1 that in most maps this count alone decides
 * what the sum of floats would: then whoever counts gets the same spikes, bit for bit, whatever the
 * order of the input.
 *
 * <p>With n strong synapses that have received a spike, s strong ones in all, and e for the most
 * that rounding can add or take away, which is fan x s x 2^-24 (nothing for weights of 0 and 1):
 *
 * <ul>
 *   <li>the sum is at least n - (what all strong weights lack to 1) - e;
 *   <li>it is at most n + (all weak weights) + e;
 *   <li>it is at most n, if all weak weights together are 2^-25 or less, and n is 1 or more: as
 *       rounded sums grow with each summand, take every strong weight for 1; then a sum of whole
 *       numbers is exact, what is added beside it is rounded away, and so is what came before the
 *       first of them.
 * </ul>
 *
 * @param enough for each threshold, the lowest number with which a neuron is sure to fire
 * @param possible for each threshold, the lowest number with which it may fire; 1 or more
 */
record FiringCounts(int[] enough, int[] possible) {

  /** A weight above it is a strong one. */
  static final float STRONG = 0.5f;

  private static final double ABSORBED = 0x1p-25;

  /** Half of the distance from 1 to the next float: what rounding changes at most, relatively. */
  private static final double ROUNDING = 0x1p-24;

  /**
   * The numbers for one map.
   *
   * @param row the weights of a map
   * @param thresholds potentials that a neuron must exceed
   * @return null if they do not say much
   */
  static FiringCounts of(float[] row, float[] thresholds) {
    int strong = 0;
    double lacking = 0;
    double weak = 0;
    for (float weight : row) {
      if (!(weight >= 0 && weight <= 1)) {
        return null;
      }
      if (weight > STRONG) {
        strong++;
        lacking += 1.0 - weight;
      } else {
        weak += weight;
      }
    }
    boolean whole = lacking == 0 && weak == 0;
    // What is summed up at most is less than 1 beyond the number of strong weights.
    double error = whole ? 0 : row.length * (strong + 1) * ROUNDING * 1.01;
    int[] enough = new int[thresholds.length];
    int[] possible = new int[thresholds.length];
    for (int i = 0; i < thresholds.length; i++) {
      float threshold = thresholds[i];
      boolean absorbed = weak <= ABSORBED && threshold >= 2 * ABSORBED;
      double silent = Math.floor(absorbed ? threshold : threshold - weak - error);
      if (!(lacking < 1 && weak < 1 && silent >= 0 && threshold < row.length)) {
        return null;
      }
      enough[i] = (int) Math.floor(threshold + lacking + error) + 1;
      possible[i] = (int) silent + 1;
    }
    return new FiringCounts(enough, possible);
  }

  /** Whether the count always decides. */
  boolean certain() {
    return Arrays.equals(enough, possible);
  }
}
