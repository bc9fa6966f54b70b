package io.firstspike.pipeline.stream.options;

import io.firstspike.pipeline.stream.start.StartPolicy;
import java.util.Optional;
import picocli.CommandLine.Option;

/** With which weights a job starts that has no checkpoint. */
public final class StartOption {

  @Option(
      names = "--start",
      paramLabel = "resume|anew",
      description =
          "Without a checkpoint. resume: each model key goes on from its last model on the models"
              + " topic. anew: from random weights, or --model-in's, under new version names"
              + " (default: resume if the topic holds models, unless --model-in gives another"
              + " one).")
  private StartPolicy policy;

  public Optional<StartPolicy> policy() {
    return Optional.ofNullable(policy);
  }
}
