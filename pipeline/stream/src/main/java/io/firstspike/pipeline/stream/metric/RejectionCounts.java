package io.firstspike.pipeline.stream.metric;

import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts the dead letters of one operator by reason. */
public final class RejectionCounts {

  private final Map<Rejection, Counter> counters = new EnumMap<>(Rejection.class);

  /**
   * Registers the counters, so that each is there, with 0, before the first dead letter.
   *
   * @param operator the operator's metrics
   * @param reasons the reasons for which the operator rejects records
   */
  public RejectionCounts(MetricGroup operator, Rejection... reasons) {
    for (Rejection reason : reasons) {
      counters.put(reason, JobMetric.DEAD_LETTERS.counter(operator, reason.code()));
    }
  }

  /** Counts a dead letter whose reason is one of the operator's. */
  public void count(Rejection reason) {
    counters.get(reason).inc();
  }
}
