package io.firstspike.pipeline.cli;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.pipeline.job.Delivery;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a job runs, whether it learns or only serves. */
final class JobRunOptions {

  /** Bytes or pixels of a frame: a decoded one then takes at most some 700 MB for a moment. */
  private static final int MOST = 64 << 20;

  @Option(
      names = "--delivery",
      paramLabel = "at-least-once|exactly-once",
      defaultValue = "at-least-once",
      converter = DeliveryConverter.class,
      description =
          "What a failure may do to the output; exactly-once shows with each checkpoint (default:"
              + " ${DEFAULT-VALUE}).")
  private Delivery delivery;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Time between checkpoints, 10 ms to 1 day (default: ${DEFAULT-VALUE}).")
  private Duration checkpointInterval;

  @Option(
      names = "--max-frame-bytes",
      paramLabel = "N",
      defaultValue = "4194304",
      description =
          "Bytes of the largest frame, 1 to 67,108,864; the topic must take them, too (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxFrameBytes;

  @Option(
      names = "--max-frame-pixels",
      paramLabel = "N",
      defaultValue = "4194304",
      description =
          "Pixels (height x width) of the largest frame, 1 to 67,108,864 (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxFramePixels;

  @Mixin private ParallelismOption parallelism;

  Delivery delivery() {
    return delivery;
  }

  Duration checkpointInterval() {
    return checkpointInterval;
  }

  /** How large a frame may be. */
  ImageLimits limits() {
    Ranges.require("--max-frame-bytes", maxFrameBytes, 1, MOST);
    Ranges.require("--max-frame-pixels", maxFramePixels, 1, MOST);
    return new ImageLimits(maxFrameBytes, maxFramePixels);
  }

  int slots() {
    return parallelism.slots();
  }
}
