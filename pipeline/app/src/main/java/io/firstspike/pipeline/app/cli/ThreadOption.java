package io.firstspike.pipeline.app.cli;

import io.firstspike.pipeline.stream.options.Ranges;
import picocli.CommandLine.Option;

/**
 * The option for the number of threads that compute frozen layers; the result does not depend on
 * it.
 */
public final class ThreadOption {

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads for frozen layers, 1 to 1,024 (default: one for each core).")
  private Integer threads;

  /** The number of threads. */
  public int count() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    Ranges.require("--threads", threads, 1, 1024);
    return threads;
  }
}
