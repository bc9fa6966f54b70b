package io.firstspike.engine.nd4j.gradient;

/** Names in a graph, of a layer's index. */
final class Names {

  /** Images: (example, channel, row, column). */
  static final String IMAGES = "images";

  /** 1 for the right label, 0 for others: (example, label). */
  static final String TARGETS = "targets";

  /** How often each label fires, or the sum of its currents: (example, label). */
  static final String COUNTS = "counts";

  static final String LOSS = "loss";

  private Names() {}

  static String weights(int layer) {
    return "weights" + layer;
  }

  static String bias(int layer) {
    return "bias" + layer;
  }

  static String gain(int layer) {
    return "gain" + layer;
  }

  static String offset(int layer) {
    return "offset" + layer;
  }

  static String mean(int layer) {
    return "mean" + layer;
  }

  static String variance(int layer) {
    return "variance" + layer;
  }

  /** What a dropout multiplies with: (example, map, row, column). */
  static String mask(int layer) {
    return "mask" + layer;
  }
}
