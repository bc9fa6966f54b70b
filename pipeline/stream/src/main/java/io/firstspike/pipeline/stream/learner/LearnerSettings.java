package io.firstspike.pipeline.stream.learner;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Settings of the keyed learner; travels with the job graph.
 *
 * @param order in which order frames and labels are taken
 * @param traceTimeToLive how long a frame waits for its label and a label for its frame, 1 s to 30
 *     days; event time in replay; in live order wall time, and until all has been read that was
 *     there by then
 * @param maxWaitingLabels how many labels of a model key may wait for their frames, at least 1
 * @param metricsEveryFrames frames in a metrics window, at least 1
 * @param publishEveryLabels labels between model updates, at least 1; a second between them at
 *     least
 * @param metricsWithin the longest time from a change to the metrics that tell of it, 10 ms to 1
 *     day
 * @param publishWithin the longest time from a change to the model update that tells of it, 10 ms
 *     to 1 day
 * @param memory what learners may take of it before those not used for longest leave it, in bytes;
 *     their state is made a learner again when it is needed. {@link #SHARED_MEMORY}: a third of the
 *     heap, shared by all subtasks
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

  /** What learners may take of memory in one of {@code subtasks} that share a process, in bytes. */
  long memory(int subtasks) {
    return memory > 0 ? memory : Runtime.getRuntime().maxMemory() / 3 / subtasks;
  }
}
