package io.firstspike.engine.layer;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Hidden neurons at work, from volley to volley: each is connected to the whole input and fires at
 * most once. Not thread-safe, as it reuses its buffers.
 */
@API(status = Status.INTERNAL)
public final class HiddenNeurons {

  private final FirstSpikes neurons;
  private final VolleyBuffer volley;
  private byte[] times;

  /**
   * Creates neurons with {@code weights}, of which they see later changes.
   *
   * @param threshold potential that a neuron must exceed to fire
   * @param loops the inner loops; not to be shared with another object
   */
  public HiddenNeurons(LayerWeights weights, float threshold, WeightLoops loops) {
    this.neurons = new FirstSpikes(weights, threshold, loops);
    this.volley = new VolleyBuffer(weights.layout().output());
  }

  /** Their spikes in answer to {@code input}, in a buffer that is valid until the next call. */
  public Volley fire(Spikes input) {
    times = neurons.fire(input);
    return volley.fill(input.steps(), times);
  }

  /** The time steps of their last spikes, that after the last one for a silent neuron. */
  byte[] times() {
    return times;
  }
}
