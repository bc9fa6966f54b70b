package io.firstspike.pipeline.stream.options;

import picocli.CommandLine.Option;

/** Partitions of topics that are created. */
public final class PartitionsOption {

  private static final int MOST = 1024;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Partitions of each topic that is created, 1 to 1,024 (default: ${DEFAULT-VALUE}).")
  private int partitions;

  public int count() {
    Ranges.require("--partitions", partitions, 1, MOST);
    return partitions;
  }
}
