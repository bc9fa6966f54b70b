package io.firstspike.connectors.topic;

/**
 * What a frame showed.
 *
 * @param modelKey which learner it belongs to, 1 to 256 characters
 * @param frameId the frame it speaks of, 1 to 256 characters
 * @param label the class, 1 to 256 characters
 * @param timestamp event time, in milliseconds since the epoch
 */
public record Label(String modelKey, String frameId, String label, long timestamp) {

  public Label {
    Text.requireName(modelKey, "model key");
    Text.requireName(frameId, "frame id");
    Text.requireName(label, "label");
  }
}
