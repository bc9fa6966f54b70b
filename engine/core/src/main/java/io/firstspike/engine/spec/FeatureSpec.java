package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
 * @param readThreshold the same once it is frozen; left out: {@code threshold}. Read higher than it
 *     was learned, a layer fires at nearly full matches only: sparser and telling. Several,
 *     ascending, read it as so many sets of maps with the same weights
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
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonFormat(
            with = {
              JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        List<Float> readThreshold,
    boolean binary,
    boolean inhibitInput,
    PoolSpec pool,
    WeightsSpec weights,
    StdpSpec stdp) {

  /** {@code readThreshold} may hold nulls until {@link SpecChecks} has spoken. */
  public FeatureSpec {
    stride = Math.max(1, stride);
    readThreshold =
        readThreshold == null
            ? List.of()
            : Collections.unmodifiableList(new ArrayList<>(readThreshold));
    pool = pool == null ? PoolSpec.NONE : pool;
  }

  /** The thresholds of the frozen layer, ascending: at least one. */
  public float[] frozenThresholds() {
    float[] thresholds = new float[Math.max(1, readThreshold.size())];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = readThreshold.isEmpty() ? threshold : readThreshold.get(i);
    }
    return thresholds;
  }

  /**
   * The shape of what the frozen layer gives, pooled, whose neurons are of shape {@code neurons}.
   */
  public Shape output(Shape neurons) {
    return pool.pooling().output(neurons, frozenThresholds().length);
  }

  /** What a neuron sees of an input of shape {@code input}. */
  public Window window(Shape input) {
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
