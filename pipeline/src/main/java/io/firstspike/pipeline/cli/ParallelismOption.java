package io.firstspike.pipeline.cli;

import picocli.CommandLine.Option;

/** How many task slots the job takes; its settings check the range. */
final class ParallelismOption {

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Task slots the job takes, 1 to 128 (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  int slots() {
    return parallelism;
  }
}
