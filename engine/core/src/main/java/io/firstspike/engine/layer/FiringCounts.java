package io.firstspike.engine.layer;

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
 */
final class FiringCounts {

  /** A weight above it is a strong one. */
  static final float STRONG = 0.5f;

  private static final double ABSORBED = 0x1p-25;

  /** Half of the distance from 1 to the next float: what rounding changes at most, relatively. */
  private static final double ROUNDING = 0x1p-24;

  private FiringCounts() {}

  /**
   * The number of strong synapses that need a spike, for each threshold.
   *
   * @param row the weights of a map
   * @param thresholds potentials that a neuron must exceed
   * @return null if the count does not decide
   */
  static int[] needed(float[] row, float[] thresholds) {
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
    // The most that is summed up is strong + weak, which is less than 1 beyond strong below.
    double error = whole ? 0 : row.length * (strong + 1) * ROUNDING * 1.01;
    int[] needed = new int[thresholds.length];
    for (int i = 0; i < needed.length; i++) {
      double enough = Math.floor(thresholds[i] + lacking + error) + 1;
      double tooFew = enough - 1;
      boolean silent =
          tooFew + weak + error <= thresholds[i]
              || weak <= ABSORBED && tooFew <= thresholds[i] && thresholds[i] >= 2 * ABSORBED;
      if (!(thresholds[i] >= 0 && enough <= Integer.MAX_VALUE && weak < 1 && silent)) {
        return null;
      }
      needed[i] = (int) enough;
    }
    return needed;
  }
}
