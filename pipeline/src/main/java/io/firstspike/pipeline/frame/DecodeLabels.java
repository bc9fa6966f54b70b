package io.firstspike.pipeline.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.pipeline.wire.ReceivedLabel;
import io.firstspike.pipeline.wire.SideOutputs;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Records of the labels topic to labels. Time marks have done their work in the source. */
public final class DecodeLabels extends ProcessFunction<Received, ReceivedLabel> {

  @Override
  public void processElement(Received received, Context context, Collector<ReceivedLabel> out) {
    if (TimeMark.is(received)) {
      return;
    }
    try {
      Label label = LabelFormat.decode(received);
      out.collect(new ReceivedLabel(received, label.modelKey(), label.frameId(), label.label()));
    } catch (MalformedException e) {
      context.output(SideOutputs.DEAD_LETTERS, DeadLetter.of(received, e));
    }
  }
}
