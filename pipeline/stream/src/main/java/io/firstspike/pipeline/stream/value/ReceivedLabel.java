package io.firstspike.pipeline.stream.value;

import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Payload;

/**
 * A label, with the content of its record in case it becomes a dead letter.
 *
 * @param origin where it came from
 * @param timestamp the event time, in milliseconds since the epoch
 * @param payload the content of its record, cut to {@link Payload#KEPT_BYTES}
 * @param modelKey the key of the learner it belongs to
 * @param frameId the id of the labelled frame
 * @param label the right class of the frame
 */
public record ReceivedLabel(
    Origin origin, long timestamp, Payload payload, String modelKey, String frameId, String label) {

  public ReceivedLabel {
    payload = payload.within(Payload.KEPT_BYTES);
  }
}
