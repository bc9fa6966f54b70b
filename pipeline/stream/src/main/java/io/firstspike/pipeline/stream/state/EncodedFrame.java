package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spike.Volley;
import java.util.Optional;

/**
 * A frame as spikes.
 *
 * @param received the record it came in, in case it becomes a dead letter
 * @param modelKey the key of the learner it belongs to
 * @param frameId the id that its label refers to
 * @param label the label in the frame's record, if any
 * @param layers the number of feature layers that have been computed
 * @param volley the output of the last of them, or of the encoder
 */
public record EncodedFrame(
    Received received,
    String modelKey,
    String frameId,
    Optional<String> label,
    int layers,
    Volley volley) {

  /** The event time, in milliseconds since the epoch; every decoded record has one. */
  public long timestamp() {
    return received.eventTime().orElseThrow();
  }
}
