package io.firstspike.engine.layer;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * When each neuron of a layer that sees its whole input fires, finer than time steps: within a step
 * the potential is taken to rise in a straight line, so that a neuron with threshold h whose
 * potential goes from u to v > h in step t fires at {@code t + (h - u) / (v - u)}. A silent neuron
 * has the time {@code steps}. Not thread-safe: it keeps its potentials.
 */
public final class SpikeTimes {

  private final Potentials potentials;
  private final float[] before;
  private final float[] times;

  /**
   * @param loops this object's own
   * @throws IllegalArgumentException if a neuron of {@code convolution} sees a part of its input
   */
  public SpikeTimes(Convolution convolution, WeightLoops loops) {
    if (convolution.output().locations() != 1) {
      throw new IllegalArgumentException(
          "spike times need neurons that see the whole input, not "
              + convolution.output()
              + " of them");
    }
    this.potentials = new Potentials(convolution, loops);
    this.before = new float[convolution.output().maps()];
    this.times = new float[before.length];
  }

  /**
   * The time of each neuron's first spike, 0 to {@code input.steps()}. The array is this object's
   * own and valid until the next call.
   *
   * @param thresholds one a neuron, above 0
   */
  public float[] fire(Volley input, float[] thresholds) {
    float[] now = potentials.values();
    potentials.clear();
    Arrays.fill(times, input.steps());
    for (int t = 0; t < input.steps(); t++) {
      System.arraycopy(now, 0, before, 0, before.length);
      potentials.integrate(input, input.start(t), input.end(t));
      for (int neuron = 0; neuron < before.length; neuron++) {
        float threshold = thresholds[neuron];
        if (times[neuron] == input.steps() && now[neuron] > threshold) {
          times[neuron] = t + (threshold - before[neuron]) / (now[neuron] - before[neuron]);
        }
      }
    }
    return times;
  }

  /** The potential in the end of each neuron, of the last volley: this object's own, or longer. */
  public float[] potentials() {
    return potentials.values();
  }
}
