package io.firstspike.connectors.topic;

import io.firstspike.engine.stimulus.Image;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One image to classify.
 *
 * @param modelKey the key of the learner that it belongs to, 1 to 256 characters
 * @param frameId the id that its label will refer to, 1 to 256 characters
 * @param image the picture
 * @param label the right label, if the record contains one; 1 to 256 characters
 * @param timestamp event time, in milliseconds since the epoch
 */
@API(status = Status.MAINTAINED)
public record Frame(
    String modelKey, String frameId, Image image, Optional<String> label, long timestamp) {

  public Frame {
    Text.requireName(modelKey, "model key");
    Text.requireName(frameId, "frame id");
    Objects.requireNonNull(image, "image");
    label.ifPresent(text -> Text.requireName(text, "label"));
  }
}
