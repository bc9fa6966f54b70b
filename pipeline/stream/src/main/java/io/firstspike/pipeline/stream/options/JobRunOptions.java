package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.pipeline.stream.job.Delivery;
import io.firstspike.pipeline.stream.job.StateStore;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How Flink runs a job, whatever the job does. */
public final class JobRunOptions {

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

  @Mixin private FrameLimits frameLimits;

  @Option(
      names = "--state-backend",
      paramLabel = "heap|rocksdb",
      description =
          "Where state is kept while the job runs: rocksdb for many model keys (default: heap; on a"
              + " cluster, what it is configured to).")
  private StateStore stateStore;

  @Mixin private ParallelismOption parallelism;

  public Delivery delivery() {
    return delivery;
  }

  public Duration checkpointInterval() {
    return checkpointInterval;
  }

  /** How large an image may be. */
  public ImageLimits limits() {
    return frameLimits.limits();
  }

  public Optional<StateStore> stateStore() {
    return Optional.ofNullable(stateStore);
  }

  public int slots() {
    return parallelism.slots();
  }
}
