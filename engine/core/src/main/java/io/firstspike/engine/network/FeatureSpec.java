package io.firstspike.engine.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spike.PoolSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;

/**
 * One feature layer: a convolution, a threshold, pooling, and how it learns.
 *
 * @param name unique within the network
 * @param maps feature maps
 * @param kernel side of the square a neuron sees; 0 or left out: it sees the whole input, and the
 *     layer is fully connected
 * @param stride neurons stand this far apart, in cells of the input; 0 or left out is 1
 * @param padding silent cells added on each side
 * @param threshold potential a neuron must exceed to fire while the layer learns
 * @param readThreshold the same once it is frozen; null or left out: {@code threshold}. Read higher
 *     than it was learned, a layer fires at nearly full matches only: sparser and telling
 * @param binary whether weights are rounded to 0 or 1 when the layer is frozen
 * @param inhibitInput whether, while the layer learns, only the first input to fire at each place
 *     counts (point-wise inhibition of its input; of equals the lowest map)
 * @param pool how its spikes are pooled; left out: they are not
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
    @JsonInclude(JsonInclude.Include.NON_NULL) Float readThreshold,
    boolean binary,
    boolean inhibitInput,
    PoolSpec pool,
    WeightsSpec weights,
    StdpSpec stdp) {

  public FeatureSpec {
    stride = Math.max(1, stride);
    pool = pool == null ? PoolSpec.NONE : pool;
  }

  /** The threshold of the frozen layer. */
  public float frozenThreshold() {
    return readThreshold == null ? threshold : readThreshold;
  }

  /** What a neuron sees of an input of shape {@code input}. */
  Window window(Shape input) {
    return kernel == 0
        ? Window.whole(input.height(), input.width())
        : Window.square(kernel, stride, padding);
  }

  /** The same layer, learning from {@code frames} frames. */
  FeatureSpec withFrames(long frames) {
    return new FeatureSpec(
        name,
        maps,
        kernel,
        stride,
        padding,
        threshold,
        readThreshold,
        binary,
        inhibitInput,
        pool,
        weights,
        stdp.withFrames(frames));
  }
}
