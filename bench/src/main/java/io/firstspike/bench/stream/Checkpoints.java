package io.firstspike.bench.stream;

import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;

/**
 * Counts of a job's checkpoints so far, as Flink gives them.
 *
 * @param completed how many
 * @param failed how many
 * @param longestMillis the longest so far
 */
record Checkpoints(long completed, long failed, long longestMillis) {

  static Checkpoints of(AccessExecutionGraph job) {
    CheckpointStatsSnapshot all = job.getCheckpointStatsSnapshot();
    return new Checkpoints(
        all.getCounts().getNumberOfCompletedCheckpoints(),
        all.getCounts().getNumberOfFailedCheckpoints(),
        all.getSummaryStats().getEndToEndDurationStats().getMaximum());
  }

  /** Those since {@code before}; the longest is still that of all. */
  Checkpoints since(Checkpoints before) {
    return new Checkpoints(completed - before.completed, failed - before.failed, longestMillis);
  }
}
