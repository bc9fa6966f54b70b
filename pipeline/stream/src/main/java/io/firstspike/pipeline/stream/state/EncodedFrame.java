package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spike.Volley;
import java.util.Optional;

/**
 * A frame as spikes.
 *
 * @param received the record it came in, should it end as a dead letter
 * @param modelKey the learner it belongs to
 * @param frameId what its label refers to
 * @param label the label it came with, if it did
 * @param layers feature layers it has been through
 * @param volley the output of the last of them, or of the encoder
 */
public record EncodedFrame(
    Received received,
    String modelKey,
    String frameId,
    Optional<String> label,
    int layers,
    Volley volley) {

  /** Event time in milliseconds since the epoch; what was decoded has one. */
  public long timestamp() {
    return received.eventTime().orElseThrow();
  }
}
