package io.firstspike.pipeline.stream.options;

import picocli.CommandLine.Option;

/** How many task slots the job takes; its settings check the range. */
public final class ParallelismOption {

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Task slots the job takes, 1 to 128 (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  public int slots() {
    return parallelism;
  }
}
