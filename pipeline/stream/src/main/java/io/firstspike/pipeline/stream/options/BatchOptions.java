package io.firstspike.pipeline.stream.options;

import io.firstspike.pipeline.stream.batch.Batching;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for what executes a job's networks, and on how many frames at a time. */
public final class BatchOptions {

  @Mixin private BackendOption backend;

  @Option(
      names = "--batch-frames",
      paramLabel = "N",
      description =
          "Execute the network on N frames at a time, 1 to 65,536 (default: as many as suit the"
              + " backend; cpu: 1).")
  private Integer frames;

  @Option(
      names = "--batch-within",
      paramLabel = "TIME",
      defaultValue = Batching.DEFAULT_WITHIN_MILLIS + "ms",
      converter = DurationConverter.class,
      description =
          "The longest time a frame waits for its batch to be full, 0 ms to 10 s (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration within;

  /** The values of these options. */
  public Batching batching() {
    if (frames != null) {
      Ranges.require("--batch-frames", frames, 1, Batching.MOST_FRAMES);
    }
    return new Batching(backend.name(), frames == null ? Batching.AS_SUITS : frames, within);
  }
}
