package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.Random;

/** Small random images and a network for them. */
final class Patterns {

  static final String SPEC =
      """
      name: small
      input: {height: 8, width: 8}
      steps: 3
      layers:
        - convolution: {maps: 3, kernel: 3, padding: 1}
        - pooling: {window: 2}
        - normalisation: {}
        - neurons: {tau: 2}
        - convolution: {maps: 4, kernel: 2, stride: 2}
        - neurons: {tau: 3, threshold: 0.8, reset: %s}
        - dropout: {share: 0.25}
        - linear: {outputs: 6}
        - normalisation: {}
        - neurons: {threshold: 0.7}
        - linear: {outputs: 3}
        - neurons: {tau: 2, reset: %s}
      decision: {labels: ["0", "1", "2"]}
      training: {epochs: 2, batch: 10, rate: 0.01, surrogate: %s, slope: 0.5, detachReset: %s, loss: %s}
      """;

  private Patterns() {}

  static GradientSpec spec(String reset, String surrogate, boolean detach, String loss) {
    return GradientSpec.parse(
        "small", SPEC.formatted(reset, reset, surrogate, detach, loss), NetworkLimit.DEFAULT);
  }

  /** The network without its last neurons, whose potentials decide. */
  static GradientSpec ofPotentials(String reset, String surrogate) {
    String yaml =
        SPEC.replace("  - neurons: {tau: 2, reset: %s}\ndecision", "decision")
            .replace("decision: {", "decision: {readOut: potential, ")
            .formatted(reset, surrogate, true, "potential");
    return GradientSpec.parse("small", yaml, NetworkLimit.DEFAULT);
  }

  /** Images of 8 rows and columns, whose label is which third of the rows is brighter. */
  static LabelledImages images(int count) {
    return new LabelledImages() {
      @Override
      public Image image(int index) {
        byte[] samples = new byte[64];
        new Random(index).nextBytes(samples);
        for (int i = 0; i < samples.length; i++) {
          boolean bright = i / 8 / 3 == index % 3;
          samples[i] = (byte) ((samples[i] & 0xff) / (bright ? 1 : 3));
        }
        return Image.grey(8, 8, samples);
      }

      @Override
      public int size() {
        return count;
      }

      @Override
      public String label(int index) {
        return String.valueOf(index % 3);
      }
    };
  }
}
