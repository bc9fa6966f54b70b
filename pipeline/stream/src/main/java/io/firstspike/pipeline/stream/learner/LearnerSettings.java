package io.firstspike.pipeline.stream.learner;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Settings of the learners of a job.
 *
 * @param order the order in which frames and labels are taken
 * @param timeToLive the time that a frame waits for its label and a label for its frame, in
 *     milliseconds
 * @param metricsEveryFrames the number of frames in a metrics window
 * @param publishEveryLabels the number of labels between model updates
 * @param reportWithin the longest time from a change to the metrics that include it, in
 *     milliseconds
 * @param publishWithin the longest time from a change to the model update that contains it, in
 *     milliseconds
 * @param memory the largest memory of learners, in bytes; beyond it the least recently used are
 *     suspended, and made from state again when they are needed. 0: a third of the heap, shared by
 *     all subtasks
 * @param mostWaitingLabels the largest number of labels of a model key that wait for their frames
 */
public record LearnerSettings(
    Order order,
    Duration traceTimeToLive,
    int maxWaitingLabels,
    int metricsEveryFrames,
    int publishEveryLabels,
    Duration metricsWithin,
    Duration publishWithin,
    long memory)
    implements Serializable {

  /** Stands for memory that depends on the heap of the process in which learners run. */
  public static final long SHARED_MEMORY = 0;

  public LearnerSettings {
    Objects.requireNonNull(order, "order");
  }

  /** Bytes of memory for learners in one of {@code subtasks} that share a process. */
  long memory(int subtasks) {
    return memory > 0 ? memory : Runtime.getRuntime().maxMemory() / 3 / subtasks;
  }
}
