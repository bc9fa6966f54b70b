package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.Metrics;
import java.util.List;

/**
 * All that the page shows of a pipeline at a moment, but for its networks; what is not known is
 * null.
 *
 * @param keys all model keys, in the order of the alphabet
 * @param shown the chosen one
 * @param deadLetters of all model keys
 * @param problem the trouble with the broker, in words
 * @param missingTopics the topics that are not there yet
 */
public record BoardView(
    List<Key> keys,
    Shown shown,
    DeadLetters deadLetters,
    String problem,
    List<String> missingTopics) {

  /**
   * One of the model keys.
   *
   * @param key the model key
   * @param phase the layer that learns
   * @param version the latest version of its model
   * @param accuracy prequential accuracy, 0 to 1
   * @param frames frames that its learner has read
   * @param drifts drifts that its learner has seen
   */
  public record Key(
      String key, String phase, String version, Double accuracy, long frames, long drifts) {}

  /**
   * The chosen model key.
   *
   * @param key the model key
   * @param version the latest version of its model
   * @param metrics its latest metrics, as they are on the topic
   * @param course its metrics over time
   * @param delay how late labels come
   * @param frames the frames that have been decided on, judged or found wrong last, in the order of
   *     their decisions, the newest first
   */
  public record Shown(
      String key,
      String version,
      Metrics metrics,
      Course.View course,
      LabelDelays.View delay,
      List<FrameView> frames) {}

  /**
   * Dead letters.
   *
   * @param seen how many the page has seen
   * @param latest the newest ones, the newest first
   */
  public record DeadLetters(long seen, List<DeadLetterView> latest) {}
}
