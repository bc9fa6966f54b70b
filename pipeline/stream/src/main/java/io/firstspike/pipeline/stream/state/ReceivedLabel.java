package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Received;

/**
 * A label with the record it came in.
 *
 * @param received the record, in case the label becomes a dead letter
 * @param modelKey the key of the learner it belongs to
 * @param frameId the id of the labelled frame
 * @param label the right class of the frame
 */
public record ReceivedLabel(Received received, String modelKey, String frameId, String label) {

  /** The event time, in milliseconds since the epoch; every decoded record has one. */
  public long timestamp() {
    return received.eventTime().orElseThrow();
  }
}
