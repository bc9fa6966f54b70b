package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelCommand;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.LabelRecord;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes records of the labels topic into labels. Drops time marks, which have advanced event time
 * before.
 */
public final class DecodeLabels extends ProcessFunction<Received, ReceivedLabel> {

  private final ClockBound bound;
  private transient RejectionCounts rejections;

  /** Makes an operator that decodes labels whose event times are within {@code bound}. */
  public DecodeLabels(ClockBound bound) {
    this.bound = bound;
  }

  @Override
  public void open(OpenContext context) {
    rejections =
        new RejectionCounts(
            getRuntimeContext().getMetricGroup(), Rejection.UNREADABLE, Rejection.AHEAD);
  }

  @Override
  public void processElement(Received received, Context context, Collector<ReceivedLabel> out) {
    try {
      bound.check(received, "label");
      if (!TimeMark.is(received)) {
        out.collect(decode(received));
      }
    } catch (MalformedException e) {
      rejections.count(bound.rejectionOf(received));
      context.output(SideOutputs.DEAD_LETTERS, DeadLetter.of(received, e));
    }
  }

  private static ReceivedLabel decode(Received received) throws MalformedException {
    LabelRecord record = LabelFormat.decode(received);
    boolean command = record instanceof LabelCommand;
    return new ReceivedLabel(
        received.origin(),
        record.timestamp(),
        received.payload(),
        record.modelKey(),
        command ? "" : ((Label) record).frameId(),
        record.label(),
        command ? Optional.of(((LabelCommand) record).action()) : Optional.empty());
  }
}
