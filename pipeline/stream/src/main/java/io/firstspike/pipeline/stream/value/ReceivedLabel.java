package io.firstspike.pipeline.stream.value;

import io.firstspike.connectors.topic.LabelCommand.Action;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Payload;
import java.util.Optional;

/**
 * A label, or a command about one, with the content of its record in case it becomes a dead letter.
 *
 * @param origin where it came from
 * @param timestamp the event time, in milliseconds since the epoch
 * @param payload the content of its record, cut to {@link Payload#KEPT_BYTES}
 * @param modelKey the key of the learner it belongs to
 * @param frameId the id of the labelled frame; empty for a command
 * @param label the right class of the frame, or the label that the command is about
 * @param command the change of the label; empty if it is a frame's
 */
public record ReceivedLabel(
    Origin origin,
    long timestamp,
    Payload payload,
    String modelKey,
    String frameId,
    String label,
    Optional<Action> command) {

  public ReceivedLabel {
    payload = payload.within(Payload.KEPT_BYTES);
  }

  /** Creates the label of a frame. */
  public ReceivedLabel(
      Origin origin,
      long timestamp,
      Payload payload,
      String modelKey,
      String frameId,
      String label) {
    this(origin, timestamp, payload, modelKey, frameId, label, Optional.empty());
  }
}
