package io.firstspike.pipeline.app.page.network;

import java.util.List;

/**
 * What the page shows of a layer of a network.
 *
 * @param name the layer's name
 * @param decides whether it is the decision layer
 * @param maps number of maps
 * @param synapses number of synapses of a map
 * @param state frozen, learning, waiting (for the layers below), deciding, or fixed if it decides
 *     and does not learn
 * @param learnedFrom number of frames, or of labels, that it has learned from
 * @param convergence mean of w (1 - w), 0 if all weights are 0 or 1; null for the decision layer
 * @param weights how its weights are spread
 * @param fingerprint of its weights, short: another one whenever they have changed
 */
public record LearnedLayer(
    String name,
    boolean decides,
    int maps,
    int synapses,
    String state,
    long learnedFrom,
    Double convergence,
    WeightHistogram weights,
    String fingerprint) {

  /**
   * What the page shows of a network.
   *
   * @param modelKey the key of its learner
   * @param version which version of the model
   * @param network the name of its spec
   * @param labels the labels of its decision layer
   * @param pictured whether what its maps look for has pictures; not where neurons that fire many
   *     times encode
   * @param layers its layers, feature layers first
   * @param converging convergence of the feature layers, version by version
   */
  public record Network(
      String modelKey,
      String version,
      String network,
      List<String> labels,
      boolean pictured,
      List<LearnedLayer> layers,
      List<Convergence> converging) {}

  /**
   * How far the feature layers of one version had converged.
   *
   * @param version which version
   * @param learnedFrom number of frames that they had learned from, together
   * @param values mean of w (1 - w) of each layer
   */
  public record Convergence(String version, long learnedFrom, List<Double> values) {}
}
