package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import java.util.function.Consumer;

/**
 * The replies to frames in one call of the operator: one prediction or one dead letter for each.
 *
 * @param now the wall clock, in milliseconds since the epoch
 * @param predictions receives the predictions
 * @param deadLetters receives the dead letters
 */
record FrameReplies(long now, Consumer<Prediction> predictions, Consumer<DeadLetter> deadLetters) {

  private static final String WHERE = "frame";

  void answer(Received record, Frame frame, ServedModel model) {
    Prediction prediction;
    try {
      prediction = model.answer(frame, now);
    } catch (IllegalArgumentException e) {
      // The image does not fit the network, or the network's potentials overflow.
      reject(record, e.getMessage());
      return;
    }
    predictions.accept(prediction);
  }

  void reject(Received record, String reason) {
    deadLetters.accept(DeadLetter.of(record, WHERE, reason));
  }
}
