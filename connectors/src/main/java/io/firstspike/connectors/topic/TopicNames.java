package io.firstspike.connectors.topic;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names of the six topics. Each is a legal Kafka topic name, and all differ.
 *
 * @param frames the topic of what is to be classified: images, or packets of events
 * @param labels the topic of their right labels
 * @param predictions the topic of decisions, one per frame
 * @param models the topic of published models; compacted
 * @param metrics the topic of metrics, one record per window and model key
 * @param deadLetters the topic of records that could not be used, with the reason
 */
public record TopicNames(
    String frames,
    String labels,
    String predictions,
    String models,
    String metrics,
    String deadLetters) {

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  /** The default names: frames, labels, predictions, models, metrics, dead-letters. */
  public static final TopicNames DEFAULT =
      new TopicNames("frames", "labels", "predictions", "models", "metrics", "dead-letters");

  /** The default names where packets of events come in place of images: events, labels, ... */
  public static final TopicNames EVENTS = DEFAULT.withFrames("events");

  public TopicNames {
    List<String> names = List.of(frames, labels, predictions, models, metrics, deadLetters);
    for (String name : names) {
      if (!LEGAL.matcher(name).matches() || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "\""
                + name
                + "\" is no topic name: use 1 to 249 letters, digits, dots, underscores, hyphens");
      }
    }
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("every topic needs a name of its own: " + names);
    }
  }

  /** A copy with {@code prefix} in front of each name. */
  public TopicNames withPrefix(String prefix) {
    return new TopicNames(
        prefix + frames,
        prefix + labels,
        prefix + predictions,
        prefix + models,
        prefix + metrics,
        prefix + deadLetters);
  }

  /** A copy with another name of the topic of what is to be classified. */
  public TopicNames withFrames(String name) {
    return new TopicNames(name, labels, predictions, models, metrics, deadLetters);
  }

  /** A copy with another name of the predictions topic. */
  public TopicNames withPredictions(String name) {
    return new TopicNames(frames, labels, name, models, metrics, deadLetters);
  }

  /** All six names, in the order of the components. */
  public List<String> all() {
    return List.of(frames, labels, predictions, models, metrics, deadLetters);
  }
}
