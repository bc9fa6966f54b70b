package io.firstspike.pipeline.cli;

import io.firstspike.engine.network.NetworkLimit;
import picocli.CommandLine.Option;

/** Bounds the size of networks that come from files or topics. */
final class NetworkLimitOption {

  @Option(
      names = "--max-weights",
      paramLabel = "N",
      defaultValue = "20000000",
      description =
          "Weights of the largest network that is taken, all layers together, and as many neurons,"
              + " 1 to 260,000,000; training takes some 20 bytes each (default: ${DEFAULT-VALUE}).")
  private long maxWeights = NetworkLimit.DEFAULT_WEIGHTS;

  NetworkLimit limit() {
    Ranges.require("--max-weights", maxWeights, 1, NetworkLimit.MOST_WEIGHTS);
    return new NetworkLimit(maxWeights);
  }
}
