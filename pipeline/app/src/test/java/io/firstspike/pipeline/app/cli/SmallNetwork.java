package io.firstspike.pipeline.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A network of the published kind that learns digits in a second. */
final class SmallNetwork {

  /** A spec of four maps on two filters, and a decision layer over all of them. */
  static final String SPEC =
      """
      name: small
      input: {height: 28, width: 28}
      encoding:
        filters:
          - dog: {window: 3, sigma1: 0.5, sigma2: 1.0}
          - dog: {window: 3, sigma1: 1.0, sigma2: 0.5}
        padding: 1
        threshold: 50
        steps: 15
      features:
        - name: S1
          maps: 4
          kernel: 5
          padding: 2
          threshold: 10
          pool: {window: 4, stride: 4}
          weights: {mean: 0.8, deviation: 0.05}
          stdp:
            rates: {potentiation: 0.004, depression: -0.003}
            winners: 2
            inhibitionRadius: 3
            frames: 20
      decision:
        name: S2
        labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        weights: {mean: 0.5, deviation: 0.1}
        rule:
          delta: {gain: 10, measureOver: 1000}
      """;

  private SmallNetwork() {}

  /** Writes the spec into a folder, and gives the file's name. */
  static String write(Path folder) throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), SPEC).toString();
  }
}
