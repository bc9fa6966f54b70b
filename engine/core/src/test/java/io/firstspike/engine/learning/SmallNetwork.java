package io.firstspike.engine.learning;

import io.firstspike.engine.spec.NetworkSpec;

/**
 * Specs of a network small enough to check by hand: 2 input maps of 12 x 12, S1 of 6 maps, 3
 * labels.
 */
final class SmallNetwork {

  static final String STDP =
      "{rates: {potentiation: 0.05, depression: -0.04}, winners: 2, inhibitionRadius: 1, frames: 0}";
  static final String DELTA = "rule: {delta: {gain: 2, measureOver: 1}}";

  private SmallNetwork() {}

  /**
   * The spec with these fields.
   *
   * @param layer fields of S1 other than its name, maps, threshold and weights
   * @param decision fields of the decision layer other than its name and labels
   */
  static NetworkSpec spec(String layer, String decision) {
    return NetworkSpec.parse(
        "small",
        String.join(
            "\n",
            "name: small",
            "input: {height: 12, width: 12}",
            "encoding:",
            "  filters:",
            "    - dog: {window: 3, sigma1: 0.4, sigma2: 0.8}",
            "    - dog: {window: 3, sigma1: 0.8, sigma2: 0.4}",
            "  padding: 1",
            "  threshold: 10",
            "  steps: 8",
            "features:",
            "  - {name: S1, maps: 6, threshold: 4, weights: {mean: 0.5, deviation: 0.1}, "
                + layer
                + "}",
            "decision: {name: out, labels: [a, b, c], weights: {mean: 0.5, deviation: 0.1}, "
                + decision
                + "}",
            ""));
  }

  /** The spec with an S1 of windows of 3 x 3 that learns by {@code stdp}. */
  static NetworkSpec learning(String stdp) {
    return spec("kernel: 3, padding: 1, stdp: " + stdp, DELTA);
  }

  /** The spec with a frozen S1 of windows of 3 x 3 below this decision layer. */
  static NetworkSpec deciding(String decision) {
    return spec("kernel: 3, padding: 1, pool: {window: 2, stride: 2}, stdp: " + STDP, decision);
  }
}
