package io.firstspike.connectors.topic;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names of the six topics. Each is a legal Kafka topic name and no two are the same.
 *
 * @param frames images to classify
 * @param labels what the images were, sooner or later
 * @param predictions one decision per frame
 * @param models snapshots of what was learned; compacted
 * @param metrics one summary per window and model key
 * @param deadLetters records that could not be read, with the reason
 */
public record TopicNames(
    String frames,
    String labels,
    String predictions,
    String models,
    String metrics,
    String deadLetters) {

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  /** frames, labels, predictions, models, metrics, dead-letters. */
  public static final TopicNames DEFAULT =
      new TopicNames("frames", "labels", "predictions", "models", "metrics", "dead-letters");

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

  /** The same names with {@code prefix} in front of each. */
  public TopicNames withPrefix(String prefix) {
    return new TopicNames(
        prefix + frames,
        prefix + labels,
        prefix + predictions,
        prefix + models,
        prefix + metrics,
        prefix + deadLetters);
  }

  /** The same names but for that of the predictions. */
  public TopicNames withPredictions(String name) {
    return new TopicNames(frames, labels, name, models, metrics, deadLetters);
  }

  /** All six, in the order of the components. */
  public List<String> all() {
    return List.of(frames, labels, predictions, models, metrics, deadLetters);
  }
}
