package io.firstspike.connectors.topic;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One image, or window of events, to classify.
 *
 * @param modelKey the key of the learner that it belongs to, 1 to 256 characters
 * @param frameId the id that its label will refer to, 1 to 256 characters
 * @param stimulus the image or window
 * @param label the right label, if the record contains one; 1 to 256 characters
 * @param timestamp event time, in milliseconds since the epoch
 */
@API(status = Status.MAINTAINED)
public record Frame(
    String modelKey, String frameId, Stimulus stimulus, Optional<String> label, long timestamp) {

  public Frame {
    Text.requireName(modelKey, "model key");
    Text.requireName(frameId, "frame id");
    Objects.requireNonNull(stimulus, "stimulus");
    label.ifPresent(text -> Text.requireName(text, "label"));
  }

  /**
   * The image.
   *
   * @throws IllegalStateException if it is a window of events
   */
  public Image image() {
    if (stimulus instanceof Image image) {
      return image;
    }
    throw new IllegalStateException("frame " + frameId + " is a window of events, not an image");
  }
}
