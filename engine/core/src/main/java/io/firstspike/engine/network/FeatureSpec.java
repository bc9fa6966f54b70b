package io.firstspike.engine.network;

/**
 * One feature layer: a convolution, a threshold, pooling, and how it learns.
 *
 * @param name unique within the network
 * @param maps feature maps
 * @param kernel side of the square a neuron sees
 * @param stride neurons stand this far apart, in cells of the input; 0 or left out is 1
 * @param padding silent cells added on each side
 * @param threshold potential a neuron must exceed to fire
 * @param pool how its spikes are pooled
 * @param weights how its weights begin
 * @param stdp how they learn
 */
public record FeatureSpec(
    String name,
    int maps,
    int kernel,
    int stride,
    int padding,
    float threshold,
    PoolSpec pool,
    WeightsSpec weights,
    StdpSpec stdp) {

  public FeatureSpec {
    stride = Math.max(1, stride);
  }

  /** The same layer, learning from {@code frames} frames. */
  FeatureSpec withFrames(long frames) {
    StdpSpec scheduled =
        new StdpSpec(
            stdp.potentiation(),
            stdp.depression(),
            stdp.maxPotentiation(),
            stdp.doubleEvery(),
            stdp.winners(),
            stdp.inhibitionRadius(),
            frames);
    return new FeatureSpec(
        name, maps, kernel, stride, padding, threshold, pool, weights, scheduled);
  }
}
