package io.firstspike.pipeline.stream.value;

import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Payload;
import io.firstspike.engine.spike.Volley;
import java.util.Optional;

/**
 * A frame as spikes, with the content of its record in case it becomes a dead letter.
 *
 * @param origin where it came from
 * @param timestamp the event time, in milliseconds since the epoch
 * @param payload the content of its record, cut to {@link Payload#KEPT_BYTES}
 * @param modelKey the key of the learner it belongs to
 * @param frameId the id that its label refers to
 * @param label the label in the frame's record, if any
 * @param layers the number of feature layers that have been computed
 * @param volley the output of the last of them, or of the encoder
 */
public record EncodedFrame(
    Origin origin,
    long timestamp,
    Payload payload,
    String modelKey,
    String frameId,
    Optional<String> label,
    int layers,
    Volley volley) {

  public EncodedFrame {
    payload = payload.within(Payload.KEPT_BYTES);
  }
}
