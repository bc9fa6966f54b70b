package io.firstspike.engine.plasticity;

/**
 * Spike-timing-dependent plasticity of one winner (Mozafari et al. 2019, equation 4): a synapse
 * whose input fired no later than the neuron is potentiated, every other one (later, silent, or in
 * the padding) is depressed:
 *
 * <pre>w += rate * (w - lower) * (upper - w)   with the stabiliser
 * w += rate                                without</pre>
 *
 * then w is clamped to [lower, upper]. Arithmetic is in float32, as written.
 *
 * @param potentiation rate of synapses whose input came in time
 * @param depression rate of the others; negative to depress
 * @param lower smallest weight
 * @param upper largest weight
 * @param stabilised whether the change is scaled by the distance to both bounds
 */
public record Stdp(
    float potentiation, float depression, float lower, float upper, boolean stabilised) {

  /**
   * Changes {@code row} in place.
   *
   * @param row the winner's weights
   * @param field the latencies the winner saw, in the same order
   * @param step the time step in which the winner fired
   */
  public void learn(float[] row, byte[] field, int step) {
    for (int i = 0; i < row.length; i++) {
      row[i] = learn(row[i], field[i] <= step);
    }
  }

  /** One synapse after learning, whose input came in time or did not. */
  public float learn(float weight, boolean inTime) {
    float rate = inTime ? potentiation : depression;
    float change = stabilised ? rate * ((weight - lower) * (upper - weight)) : rate;
    return clamp(weight + change);
  }

  /** Clamps every weight of {@code row}; returns whether one changed. */
  public boolean clamp(float[] row) {
    boolean changed = false;
    for (int i = 0; i < row.length; i++) {
      float clamped = clamp(row[i]);
      changed |= clamped != row[i];
      row[i] = clamped;
    }
    return changed;
  }

  private float clamp(float weight) {
    float clamped = Math.max(lower, Math.min(upper, weight));
    // Denormal floats slow arithmetic down by an order of magnitude and change no decision.
    return Math.abs(clamped) < Float.MIN_NORMAL ? 0 : clamped;
  }
}
