package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.backend.NetworkGroup;
import io.firstspike.engine.network.Decision;
import io.firstspike.pipeline.stream.batch.Batch;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.state.SideOutputs;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Replies to frames: one prediction or one dead letter for each. */
final class FrameReplies {

  private static final String WHERE = "frame";

  private final Output<StreamRecord<Prediction>> output;
  private final ProcessingTimeService clock;
  private final ServingMeters meters;
  private final RejectionCounts rejections;

  /** Writes replies to {@code output}, and dead letters to its side output; counts both. */
  FrameReplies(
      Output<StreamRecord<Prediction>> output,
      ProcessingTimeService clock,
      ServingMeters meters,
      RejectionCounts rejections) {
    this.output = output;
    this.clock = clock;
    this.meters = meters;
    this.rejections = rejections;
  }

  /**
   * A frame, and the model that is to classify it.
   *
   * @param received the record the frame came in
   */
  record Asked(Received received, Frame frame, ServedModel model) {}

  /** Replies to frames in their order. */
  void answer(List<Asked> frames, NetworkGroup group) {
    long now = clock.getCurrentProcessingTime();
    // What is refused does not fit its network, or the network's potentials overflow.
    Batch.compute(
        frames,
        some -> predictions(some, group, now),
        (one, prediction) -> predict(prediction),
        (one, failure) -> reject(one.received(), Rejection.UNFIT, failure.getMessage()));
  }

  /** The predictions for frames; silent ones while a model's feature layers are learning. */
  private static List<Prediction> predictions(List<Asked> frames, NetworkGroup group, long now) {
    List<Asked> deciding = frames.stream().filter(one -> one.model().deciding()).toList();
    Iterator<Decision> decisions =
        group
            .classify(
                deciding.stream().map(one -> one.model().network()).toList(),
                deciding.stream().map(one -> one.frame().stimulus()).toList())
            .iterator();
    return frames.stream()
        .map(
            one ->
                one.model()
                    .prediction(
                        one.frame(),
                        one.model().deciding() ? decisions.next() : Decision.SILENT,
                        now))
        .toList();
  }

  private void predict(Prediction prediction) {
    meters.predicted(prediction);
    output.collect(new StreamRecord<>(prediction));
  }

  /**
   * Rejects a frame.
   *
   * @param kind the kind of reason, for the metrics
   * @param reason the reason, in words for people
   */
  void reject(Received record, Rejection kind, String reason) {
    reject(DeadLetter.of(record, WHERE, reason), kind);
  }

  void reject(DeadLetter letter, Rejection kind) {
    rejections.count(kind);
    output.collect(SideOutputs.DEAD_LETTERS, new StreamRecord<>(letter));
  }
}
