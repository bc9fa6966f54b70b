package io.firstspike.pipeline.cli;

import io.firstspike.engine.network.NetworkLimit;
import picocli.CommandLine.Option;

/** How large a network may be that comes from a file or a topic. */
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
