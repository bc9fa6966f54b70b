package io.firstspike.pipeline.stream.options;

import io.firstspike.pipeline.stream.job.RunSettings;
import picocli.CommandLine.Option;

/** Option for the number of task slots of a job; its settings check the range. */
public final class ParallelismOption {

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "" + RunSettings.DEFAULT_PARALLELISM,
      description =
          "Task slots the job takes, 1 to "
              + RunSettings.MAX_PARALLELISM
              + " (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  public int slots() {
    return parallelism;
  }
}
