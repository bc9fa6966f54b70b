package io.firstspike.connectors.topic;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The right class of a frame.
 *
 * @param modelKey the key of the learner that it belongs to, 1 to 256 characters
 * @param frameId the id of the frame, 1 to 256 characters
 * @param label the class, 1 to 256 characters
 * @param timestamp event time, in milliseconds since the epoch
 */
@API(status = Status.MAINTAINED)
public record Label(String modelKey, String frameId, String label, long timestamp)
    implements LabelRecord {

  public Label {
    Text.requireName(modelKey, "model key");
    Text.requireName(frameId, "frame id");
    Text.requireName(label, "label");
  }
}
