package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of a feature layer: a convolution, a threshold, pooling, and the rule that it learns by.
 *
 * @param name name of the layer, unique within the network
 * @param maps number of feature maps
 * @param kernel side of a neuron's square window in cells of the input; 0 or left out: each neuron
 *     is connected to the whole input, so the layer is fully connected
 * @param stride distance of neighbouring neurons in cells of the input; 0 or left out: 1
 * @param padding silent cells added on each side of the input
 * @param threshold potential that a neuron must exceed to fire while the layer learns
 * @param readThreshold potentials that a neuron must exceed to fire once the layer is frozen,
 *     ascending; left out: {@code threshold}. With a higher threshold than in learning, neurons
 *     fire only if nearly all of their pattern is there, which makes spikes rarer and more
 *     informative. With several thresholds the layer outputs all its maps once for each of them
 * @param binary whether weights are rounded to 0 or 1 when the layer is frozen
 * @param inhibitInput whether, while the layer learns, only the first input to fire at each
 *     location counts (point-wise inhibition of the input; of inputs in the same time step, the
 *     lowest map)
 * @param pool pooling of the layer's spikes; left out: none
 * @param weights distribution of the first weights
 * @param stdp rule that the layer learns by
 */
@API(status = Status.MAINTAINED)
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

  /**
   * Fills in what was left out. {@code readThreshold} may hold nulls, so that a check can report
   * them as mistakes.
   */
  public FeatureSpec {
    stride = Math.max(1, stride);
    readThreshold =
        readThreshold == null
            ? List.of()
            : Collections.unmodifiableList(new ArrayList<>(readThreshold));
    pool = pool == null ? PoolSpec.NONE : pool;
  }

  /**
   * Adds the mistakes in this layer, which is the field {@code at}, to {@code problems}, except
   * those in its name.
   */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".maps", maps, 1, NetworkSpec.MAX_MAPS);
    problems.range(at + ".padding", padding, 0, InputSpec.MAX_SIDE);
    if (problems.present(at + ".weights", weights)) {
      weights.check(at + ".weights", problems);
    }
    problems.range(at + ".kernel", kernel, 0, InputSpec.MAX_SIDE);
    problems.positive(at + ".threshold", threshold);
    checkReadThreshold(at + ".readThreshold", problems);
    pool.check(at + ".pool", problems);
    if (problems.present(at + ".stdp", stdp)) {
      stdp.check(at + ".stdp", maps, problems);
    }
  }

  private void checkReadThreshold(String at, SpecProblems problems) {
    double before = 0;
    for (int i = 0; i < readThreshold.size(); i++) {
      String field = readThreshold.size() == 1 ? at : at + "[" + i + "]";
      Float value = readThreshold.get(i);
      if (problems.present(field, value)) {
        problems.positive(field, value);
        if (value > 0 && value <= before) {
          problems.add(field + " is " + value + ", must be above the one before it: " + before);
        }
        before = value;
      }
    }
  }

  /** The thresholds of the frozen layer, ascending; at least one. */
  public float[] frozenThresholds() {
    float[] thresholds = new float[Math.max(1, readThreshold.size())];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = readThreshold.isEmpty() ? threshold : readThreshold.get(i);
    }
    return thresholds;
  }

  /**
   * The shape of the frozen layer's output, pooled and for all thresholds, if its neurons have the
   * shape {@code neurons}.
   */
  public Shape output(Shape neurons) {
    return pool.pooling().output(neurons, frozenThresholds().length);
  }

  /** The window of an input of shape {@code input} that a neuron is connected to. */
  public Window window(Shape input) {
    return kernel == 0
        ? Window.whole(input.height(), input.width())
        : Window.square(kernel, stride, padding);
  }

  /** A builder of a spec like this one, except for what is changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of a spec like another one: each method changes the field of its name. */
  public static final class Builder {

    private String name;
    private int maps;
    private int kernel;
    private int stride;
    private int padding;
    private float threshold;
    private List<Float> readThreshold;
    private boolean binary;
    private boolean inhibitInput;
    private PoolSpec pool;
    private WeightsSpec weights;
    private StdpSpec stdp;

    private Builder(FeatureSpec like) {
      name = like.name;
      maps = like.maps;
      kernel = like.kernel;
      stride = like.stride;
      padding = like.padding;
      threshold = like.threshold;
      readThreshold = like.readThreshold;
      binary = like.binary;
      inhibitInput = like.inhibitInput;
      pool = like.pool;
      weights = like.weights;
      stdp = like.stdp;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder maps(int value) {
      maps = value;
      return this;
    }

    public Builder kernel(int value) {
      kernel = value;
      return this;
    }

    public Builder stride(int value) {
      stride = value;
      return this;
    }

    public Builder padding(int value) {
      padding = value;
      return this;
    }

    public Builder threshold(float value) {
      threshold = value;
      return this;
    }

    public Builder readThreshold(List<Float> value) {
      readThreshold = value;
      return this;
    }

    public Builder binary(boolean value) {
      binary = value;
      return this;
    }

    public Builder inhibitInput(boolean value) {
      inhibitInput = value;
      return this;
    }

    public Builder pool(PoolSpec value) {
      pool = value;
      return this;
    }

    public Builder weights(WeightsSpec value) {
      weights = value;
      return this;
    }

    public Builder stdp(StdpSpec value) {
      stdp = value;
      return this;
    }

    public Builder stdp(UnaryOperator<StdpSpec.Builder> change) {
      return stdp(change.apply(stdp.toBuilder()).build());
    }

    public FeatureSpec build() {
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
          stdp);
    }
  }
}
