package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.batch.Batch;
import io.firstspike.pipeline.stream.state.SideOutputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Replies to frames: one prediction or one dead letter for each. */
final class FrameReplies {

  private static final String WHERE = "frame";

  private final Output<StreamRecord<Prediction>> output;
  private final ProcessingTimeService clock;

  /** Writes replies to {@code output}, and dead letters to its side output. */
  FrameReplies(Output<StreamRecord<Prediction>> output, ProcessingTimeService clock) {
    this.output = output;
    this.clock = clock;
  }

  /**
   * A frame, and the model that is to classify it.
   *
   * @param received the record the frame came in
   */
  record Asked(Received received, Frame frame, ServedModel model) {}

  /** Replies to frames, those of one model together and in their order. */
  void answer(List<Asked> frames) {
    long now = clock.getCurrentProcessingTime();
    Map<ServedModel, List<Asked>> byModel =
        frames.stream()
            .collect(Collectors.groupingBy(Asked::model, LinkedHashMap::new, Collectors.toList()));
    byModel.forEach((model, asked) -> answer(model, asked, now));
  }

  private void answer(ServedModel model, List<Asked> asked, long now) {
    // What is refused does not fit the network, or the network's potentials overflow.
    Batch.compute(
        asked,
        some -> model.answer(some.stream().map(Asked::frame).toList(), now),
        (one, prediction) -> output.collect(new StreamRecord<>(prediction)),
        (one, failure) -> reject(one.received(), failure.getMessage()));
  }

  void reject(Received record, String reason) {
    reject(DeadLetter.of(record, WHERE, reason));
  }

  void reject(DeadLetter letter) {
    output.collect(SideOutputs.DEAD_LETTERS, new StreamRecord<>(letter));
  }
}
