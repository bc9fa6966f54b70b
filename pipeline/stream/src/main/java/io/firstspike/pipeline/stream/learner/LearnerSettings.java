package io.firstspike.pipeline.stream.learner;

import java.io.Serializable;

/**
 * How the keyed learner works.
 *
 * @param order in which order frames and labels are taken
 * @param timeToLive how long a frame waits for its label and a label for its frame, in milliseconds
 * @param metricsEveryFrames frames in a metrics window
 * @param publishEveryLabels labels between model updates
 * @param reportWithin the longest time from a change to the metrics that tell of it, in
 *     milliseconds
 * @param publishWithin the longest time from a change to the model update that tells of it, in
 *     milliseconds
 * @param memory what learners may take of it before those not used for longest leave it, in bytes;
 *     their state is made a learner again when it is needed. 0: a third of the heap, shared by all
 *     subtasks
 * @param mostWaitingLabels how many labels of a model key may wait for their frames
 */
public record LearnerSettings(
    Order order,
    long timeToLive,
    int metricsEveryFrames,
    int publishEveryLabels,
    long reportWithin,
    long publishWithin,
    long memory,
    int mostWaitingLabels)
    implements Serializable {

  /** What learners may take of memory in one of {@code subtasks} that share a process, in bytes. */
  long memory(int subtasks) {
    return memory > 0 ? memory : Runtime.getRuntime().maxMemory() / 3 / subtasks;
  }
}
