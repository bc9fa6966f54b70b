package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes records of the frames topic into frames. Drops time marks, which have advanced event time
 * before.
 */
public final class DecodeFrames extends ProcessFunction<Received, DecodedFrame> {

  private final FrameRules rules;
  private final ClockBound bound;
  private transient FrameFormat format;
  private transient RejectionCounts rejections;

  /**
   * Makes an operator that decodes frames by {@code rules} whose event times are within {@code
   * bound}.
   */
  public DecodeFrames(FrameRules rules, ClockBound bound) {
    this.rules = rules;
    this.bound = bound;
  }

  @Override
  public void open(OpenContext context) {
    format = rules.format();
    rejections =
        new RejectionCounts(
            getRuntimeContext().getMetricGroup(), Rejection.UNREADABLE, Rejection.AHEAD);
  }

  @Override
  public void processElement(Received received, Context context, Collector<DecodedFrame> out)
      throws IOException {
    try {
      bound.check(received, "frame");
      if (!TimeMark.is(received)) {
        out.collect(new DecodedFrame(received, format.decode(received)));
      }
    } catch (MalformedException e) {
      rejections.count(bound.rejectionOf(received));
      context.output(SideOutputs.DEAD_LETTERS, DeadLetter.of(received, e));
    }
  }
}
