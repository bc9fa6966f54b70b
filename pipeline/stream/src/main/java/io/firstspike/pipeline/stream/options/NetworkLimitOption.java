package io.firstspike.pipeline.stream.options;

import io.firstspike.engine.spec.NetworkLimit;
import picocli.CommandLine.Option;

/** Bounds the size of networks that come from files or topics. */
public final class NetworkLimitOption {

  @Option(
      names = "--max-weights",
      paramLabel = "N",
      defaultValue = "" + NetworkLimit.DEFAULT_WEIGHTS,
      description =
          "Weights of the largest network that is taken, all layers together, and as many neurons,"
              + " 1 to 260,000,000; training takes some 20 bytes each (default: ${DEFAULT-VALUE}).")
  private long maxWeights;

  public NetworkLimit limit() {
    Ranges.require("--max-weights", maxWeights, 1, NetworkLimit.MOST_WEIGHTS);
    return new NetworkLimit(maxWeights);
  }
}
