package io.firstspike.pipeline.stream.options;

import io.firstspike.pipeline.stream.job.Delivery;
import io.firstspike.pipeline.stream.job.RunSettings;
import io.firstspike.pipeline.stream.job.StateStore;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a job whether it learns or only serves; its settings check the values. */
final class RunOptions {

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
      defaultValue = RunSettings.DEFAULT_CHECKPOINT_SECONDS + "s",
      converter = DurationConverter.class,
      description = "Time between checkpoints, 10 ms to 1 day (default: ${DEFAULT-VALUE}).")
  private Duration checkpointInterval;

  @Mixin private FrameOptions frames;
  @Mixin private BatchOptions batches;

  @Option(
      names = "--state-backend",
      paramLabel = "heap|rocksdb",
      description =
          "Where state is kept while the job runs: rocksdb for many model keys (default: heap; on a"
              + " cluster, what it is configured to).")
  private StateStore stateStore;

  @Mixin private ParallelismOption parallelism;

  /** Gives the values of these options to {@code builder}, which is returned. */
  <B extends RunSettings.Builder<B>> B applyTo(B builder) {
    return builder
        .delivery(delivery)
        .checkpointInterval(checkpointInterval)
        .frames(frames.rules())
        .batching(batches.batching())
        .stateStore(Optional.ofNullable(stateStore))
        .parallelism(parallelism.slots());
  }
}
