package io.firstspike.pipeline.stream.job;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/** Flink's configuration of a job. */
final class JobConfiguration {

  /** Time between watermarks where no time marks come, which pass on at once. */
  private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(50);

  /** The longest time that a record waits for others before it goes to the next operator. */
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(4);

  private static final MemorySize ROCKSDB_BLOCK = MemorySize.parse("32kb");

  /** More in {@link #RESTARTS_WITHIN} end the job. */
  private static final int RESTARTS = 30;

  private static final Duration RESTARTS_WITHIN = Duration.ofMinutes(10);
  private static final Duration RESTART_DELAY = Duration.ofSeconds(1);

  private JobConfiguration() {}

  /**
   * The job's configuration.
   *
   * @param surroundings what is configured already: its restart strategy, buffer timeout and
   *     settings of RocksDB, if any, are kept
   */
  static Configuration of(StreamSettings settings, ReadableConfig surroundings) {
    RunSettings run = settings.run();
    Configuration job = new Configuration();
    job.set(CoreOptions.DEFAULT_PARALLELISM, run.parallelism());
    job.set(PipelineOptions.MAX_PARALLELISM, RunSettings.MAX_PARALLELISM);
    job.set(PipelineOptions.NAME, settings.title());
    // Every type has its codec and every operator its uid: whatever has not is a mistake.
    job.set(PipelineOptions.GENERIC_TYPES, false);
    job.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    job.set(PipelineOptions.OBJECT_REUSE, true);
    job.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
    job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, run.checkpointInterval());
    job.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    job.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    rocksDb(job, surroundings);
    run.stateStore()
        .ifPresent(store -> job.set(StateBackendOptions.STATE_BACKEND, store.backend()));
    unlessSet(job, surroundings, ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    // The next one may work; what has come since the last one that did is not lost.
    unlessSet(job, surroundings, CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    if (surroundings.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isEmpty()) {
      restarts(job);
    }
    return job;
  }

  /** A job that fails now and then goes on for years; one that cannot go on ends, and says why. */
  private static void restarts(Configuration job) {
    job.set(RestartStrategyOptions.RESTART_STRATEGY, "failure-rate");
    job.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_MAX_FAILURES_PER_INTERVAL, RESTARTS);
    job.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_FAILURE_RATE_INTERVAL,
        RESTARTS_WITHIN);
    job.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY, RESTART_DELAY);
  }

  /** A learner's rows lie side by side and are read together; most frame ids are new. */
  private static void rocksDb(Configuration job, ReadableConfig surroundings) {
    unlessSet(job, surroundings, RocksDBConfigurableOptions.BLOCK_SIZE, ROCKSDB_BLOCK);
    unlessSet(job, surroundings, RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    // A checkpoint then holds what is new since the one before.
    unlessSet(job, surroundings, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
  }

  private static <T> void unlessSet(
      Configuration job, ReadableConfig surroundings, ConfigOption<T> option, T value) {
    if (surroundings.getOptional(option).isEmpty()) {
      job.set(option, value);
    }
  }
}
