package io.firstspike.pipeline.stream.learner;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Settings of the learners of a job.
 *
 * @param order the order in which frames and labels are taken
 * @param traceTimeToLive the time that a frame waits for its label and a label for its frame, 1 s
 *     to 30 days
 * @param maxWaitingLabels the largest number of labels of a model key that wait for their frames,
 *     at least 1
 * @param metricsEveryFrames the number of frames in a metrics window, at least 1
 * @param publishEveryLabels the number of labels between model updates, at least 1; there is no
 *     more than one update a second
 * @param metricsWithin the longest time from a change to the metrics that include it, 10 ms to 1
 *     day
 * @param publishWithin the longest time from a change to the model update that contains it, 10 ms
 *     to 1 day
 * @param memory the largest memory of learners, in bytes; beyond it the least recently used are
 *     suspended, and made from state again when they are needed. {@link #SHARED_MEMORY}: a third of
 *     the heap, shared by all subtasks
 */
@API(status = Status.MAINTAINED)
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

  // Defaults are constants, so that the options of the command line can refer to them.
  public static final int DEFAULT_TRACE_MINUTES = 10;
  public static final int DEFAULT_WAITING_LABELS = 1_000_000;
  public static final int DEFAULT_METRICS_FRAMES = 500;
  public static final int DEFAULT_PUBLISH_LABELS = 1000;
  public static final int DEFAULT_METRICS_SECONDS = 1;
  public static final int DEFAULT_PUBLISH_SECONDS = 5;

  public LearnerSettings {
    Objects.requireNonNull(order, "order");
  }

  /**
   * A builder of settings that have their defaults: live order, and the constants of this class.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Bytes of memory for learners in one of {@code subtasks} that share a process. */
  long memory(int subtasks) {
    return memory > 0 ? memory : Runtime.getRuntime().maxMemory() / 3 / subtasks;
  }

  /** Collects settings; each method is named like the setting it gives. */
  public static final class Builder {

    private Order order = Order.LIVE;
    private Duration traceTimeToLive = Duration.ofMinutes(DEFAULT_TRACE_MINUTES);
    private int maxWaitingLabels = DEFAULT_WAITING_LABELS;
    private int metricsEveryFrames = DEFAULT_METRICS_FRAMES;
    private int publishEveryLabels = DEFAULT_PUBLISH_LABELS;
    private Duration metricsWithin = Duration.ofSeconds(DEFAULT_METRICS_SECONDS);
    private Duration publishWithin = Duration.ofSeconds(DEFAULT_PUBLISH_SECONDS);
    private long memory = SHARED_MEMORY;

    private Builder() {}

    public Builder order(Order value) {
      order = value;
      return this;
    }

    public Builder traceTimeToLive(Duration value) {
      traceTimeToLive = value;
      return this;
    }

    public Builder maxWaitingLabels(int value) {
      maxWaitingLabels = value;
      return this;
    }

    public Builder metricsEveryFrames(int value) {
      metricsEveryFrames = value;
      return this;
    }

    public Builder publishEveryLabels(int value) {
      publishEveryLabels = value;
      return this;
    }

    public Builder metricsWithin(Duration value) {
      metricsWithin = value;
      return this;
    }

    public Builder publishWithin(Duration value) {
      publishWithin = value;
      return this;
    }

    public Builder memory(long value) {
      memory = value;
      return this;
    }

    /** The settings, which are checked by what they are given to. */
    public LearnerSettings build() {
      return new LearnerSettings(
          order,
          traceTimeToLive,
          maxWaitingLabels,
          metricsEveryFrames,
          publishEveryLabels,
          metricsWithin,
          publishWithin,
          memory);
    }
  }
}
