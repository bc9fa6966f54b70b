package io.firstspike.engine.layer;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spike times finer than time steps, for a layer whose neurons are connected to the whole input.
 * Within a time step the potential is taken to rise linearly: if the potential of a neuron with
 * threshold h goes from u to v > h in step t, the neuron fires at {@code t + (h - u) / (v - u)}.
 * The time of a silent neuron is {@code steps}. Not thread-safe, as it reuses its buffers.
 */
@API(status = Status.INTERNAL)
public final class SpikeTimes {

  private final Potentials potentials;
  private final float[] before;
  private final float[] times;

  /**
   * Creates the neurons of a layer.
   *
   * @param weights the layer's weights
   * @param loops the inner loops; not to be shared with another object
   * @throws IllegalArgumentException if the neurons are not connected to the whole input
   */
  public SpikeTimes(LayerWeights weights, WeightLoops loops) {
    Shape neurons = weights.layout().output();
    if (neurons.locations() != 1) {
      throw new IllegalArgumentException(
          "spike times need neurons that see the whole input, not " + neurons + " of them");
    }
    this.potentials = new Potentials(weights, loops);
    this.before = new float[neurons.maps()];
    this.times = new float[before.length];
  }

  /**
   * Computes the spike time of each neuron.
   *
   * @param thresholds one for each neuron, above 0
   * @return times from 0 to {@code input.steps()}, {@code [neuron]}; an array of this object, valid
   *     until the next call
   */
  public float[] fire(Spikes input, float[] thresholds) {
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

  /**
   * The potential of each neuron after the last time step of the last volley. The array belongs to
   * this object and may be longer than the number of neurons.
   */
  public float[] potentials() {
    return potentials.values();
  }
}
