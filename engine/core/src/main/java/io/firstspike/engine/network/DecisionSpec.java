package io.firstspike.engine.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.List;

/**
 * The decision layer: neurons without threshold, one or more for each label; the one with the
 * highest potential decides. Neuron {@code m} stands for label {@code m / neuronsPerLabel}. It
 * learns by one of two rules.
 *
 * @param name unique within the network
 * @param labels what it can say
 * @param neuronsPerLabel maps for each label
 * @param kernel side of the square a neuron sees; 0 or left out: it sees the whole input
 * @param padding silent cells added on each side
 * @param weights how its weights begin
 * @param rstdp how they learn, if by reward and punishment; else null
 * @param delta how they learn, if by the per-class delta rule; else null. Needs one neuron a label
 *     that sees the whole input
 */
public record DecisionSpec(
    String name,
    List<String> labels,
    int neuronsPerLabel,
    int kernel,
    int padding,
    WeightsSpec weights,
    @JsonInclude(JsonInclude.Include.NON_NULL) RewardSpec rstdp,
    @JsonInclude(JsonInclude.Include.NON_NULL) DeltaSpec delta) {

  public DecisionSpec {
    labels = labels == null ? List.of() : List.copyOf(labels);
  }

  /** What a neuron sees of an input of shape {@code input}. */
  Window window(Shape input) {
    return kernel == 0
        ? new Window(input.height(), input.width(), 1, 1, 0, 0)
        : Window.square(kernel, 1, padding);
  }

  /** Decision maps: labels x neurons for each. */
  public int maps() {
    return labels.size() * neuronsPerLabel;
  }
}
