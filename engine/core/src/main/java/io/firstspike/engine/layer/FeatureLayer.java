package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;

/**
 * A layer that turns volleys into volleys: convolution, firing, pooling. Not thread-safe: it keeps
 * its potentials; several can share one {@link Convolution}.
 */
public final class FeatureLayer {

  private final Convolution convolution;
  private final Shape neurons;
  private final Shape output;
  private final Pooling pooling;
  private final FirstSpikes firing;
  private final byte[] pooled;

  /**
   * @param convolution the synapses
   * @param threshold potential a neuron must exceed to fire
   * @param pooling how its spikes are pooled
   */
  public FeatureLayer(Convolution convolution, float threshold, Pooling pooling) {
    this.neurons = convolution.output();
    this.output = pooling.output(neurons);
    this.pooling = pooling;
    this.firing = new FirstSpikes(convolution, threshold);
    this.pooled = new byte[output.size()];
    this.convolution = convolution;
  }

  /**
   * Whether its synapses only excite: then it does not matter to which of its neurons fire at all
   * when the input fires.
   */
  public boolean excitatory() {
    return convolution.excitatory();
  }

  /**
   * Which pooled neurons fire at all when {@code input} comes, all in the last time step: faster
   * than {@link #forward}, and enough for a decision.
   */
  public Volley forwardAtAll(Volley input) {
    pooling.latencies(neurons, firing.fireAtAll(input), pooled);
    return Volley.ofLatencies(output, input.steps(), pooled);
  }

  /** The pooled spikes that {@code input} causes. */
  public Volley forward(Volley input) {
    pooling.latencies(neurons, firing.fire(input), pooled);
    return Volley.ofLatencies(output, input.steps(), pooled);
  }
}
