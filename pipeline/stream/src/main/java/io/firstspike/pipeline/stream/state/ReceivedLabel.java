package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Received;

/**
 * A label and the record it came in.
 *
 * @param received the record, should the label end as a dead letter
 * @param modelKey the learner it belongs to
 * @param frameId the frame it speaks of
 * @param label what the frame is
 */
public record ReceivedLabel(Received received, String modelKey, String frameId, String label) {

  /** Event time in milliseconds since the epoch; what was decoded has one. */
  public long timestamp() {
    return received.eventTime().orElseThrow();
  }
}
