package io.firstspike.engine.plasticity;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spike-timing-dependent plasticity (STDP) of one winning neuron (Mozafari et al. 2019, equation
 * 4). A synapse whose input fired no later than the neuron is potentiated; every other synapse,
 * whose input fired later, stayed silent or lies in the padding, is depressed:
 *
 * <pre>w += rate * (w - lower) * (upper - w)   with the stabiliser
 * w += rate                                without</pre>
 *
 * Then w is clamped to [lower, upper]. All arithmetic is in float32, in the order written here.
 *
 * @param potentiation rate of synapses whose input fired in time
 * @param depression rate of all other synapses; negative to depress
 * @param lower smallest weight
 * @param upper largest weight
 * @param stabilised whether the change is scaled by the distances to both bounds
 */
@API(status = Status.MAINTAINED)
public record Stdp(
    float potentiation, float depression, float lower, float upper, boolean stabilised) {

  /**
   * Applies the rule to all synapses of the winner.
   *
   * @param row the winner's weights, {@code [synapse]}; changed in place
   * @param field the latency of each synapse's input, in the same order
   * @param step the time step in which the winner fired
   */
  public void learn(float[] row, byte[] field, int step) {
    for (int i = 0; i < row.length; i++) {
      row[i] = learn(row[i], field[i] <= step);
    }
  }

  /**
   * The new weight of one synapse.
   *
   * @param inTime whether its input fired no later than the neuron
   */
  public float learn(float weight, boolean inTime) {
    float rate = inTime ? potentiation : depression;
    float change = stabilised ? rate * ((weight - lower) * (upper - weight)) : rate;
    return clamp(weight + change);
  }

  /**
   * Clamps all weights of {@code row} to the bounds, in place.
   *
   * @return whether any weight changed
   */
  public boolean clamp(float[] row) {
    boolean changed = false;
    for (int i = 0; i < row.length; i++) {
      float clamped = clamp(row[i]);
      changed |= clamped != row[i];
      row[i] = clamped;
    }
    return changed;
  }

  /** Rounds weights to 0 and 1, which they are close to after STDP, in place. */
  public static void binarise(float[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] = row[i] > 0.5f ? 1 : 0;
    }
  }

  private float clamp(float weight) {
    float clamped = Math.max(lower, Math.min(upper, weight));
    // Denormal floats slow arithmetic down by an order of magnitude and change no decision.
    return Math.abs(clamped) < Float.MIN_NORMAL ? 0 : clamped;
  }
}
