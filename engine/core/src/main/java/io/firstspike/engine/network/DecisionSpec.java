package io.firstspike.engine.network;

import java.util.List;

/**
 * The decision layer: neurons without threshold, several for each label; the one with the highest
 * potential decides. Neuron {@code m} stands for label {@code m / neuronsPerLabel}.
 *
 * @param name unique within the network
 * @param labels what it can say
 * @param neuronsPerLabel maps for each label
 * @param kernel side of the square a neuron sees
 * @param padding silent cells added on each side
 * @param weights how its weights begin
 * @param rstdp how they learn
 */
public record DecisionSpec(
    String name,
    List<String> labels,
    int neuronsPerLabel,
    int kernel,
    int padding,
    WeightsSpec weights,
    RewardSpec rstdp) {

  public DecisionSpec {
    labels = labels == null ? List.of() : List.copyOf(labels);
  }

  /** Decision maps: labels x neurons for each. */
  public int maps() {
    return labels.size() * neuronsPerLabel;
  }
}
