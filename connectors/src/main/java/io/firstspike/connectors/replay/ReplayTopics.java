package io.firstspike.connectors.replay;

import io.firstspike.connectors.admin.TopicSettings;
import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.protocol.Presentation;
import io.firstspike.connectors.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidTimestampException;

/**
 * The settings of the topics that a replay writes to, as they are when it begins.
 *
 * @param frames settings of the frames topic
 * @param labels settings of the labels topic
 */
record ReplayTopics(TopicSettings frames, TopicSettings labels) {

  private static final int MOST_PACKET_BYTES = 256 << 10;
  private static final int MOST_BATCH_BYTES = 128 << 10;

  /**
   * An upper bound of a label's record, in bytes: three names of 256 characters, six bytes each.
   */
  private static final int LABEL_BYTES = 6 << 10;

  /** An upper bound of a frame's record without its samples, in bytes. */
  private static final int AROUND_FRAME = 4 << 10;

  /**
   * Asks the broker for the settings of both topics.
   *
   * @throws ReplayException if one of the topics cannot take a replay
   */
  static ReplayTopics ask(Properties client, TopicNames topics, Duration timeout) {
    List<String> names = List.of(topics.frames(), topics.labels());
    Map<String, TopicSettings> settings = Topics.settings(client, names, timeout);
    List<String> problems =
        Stream.of(
                TopicUse.written(topics.frames(), AROUND_FRAME),
                TopicUse.written(topics.labels(), LABEL_BYTES))
            .flatMap(use -> use.problems(settings.get(use.topic())).stream())
            .toList();
    if (!problems.isEmpty()) {
      throw new ReplayException(String.join("; ", problems), null);
    }
    return new ReplayTopics(settings.get(topics.frames()), settings.get(topics.labels()));
  }

  /**
   * The size of batches that both topics take, in bytes; the producer splits a batch that is
   * refused by this size.
   */
  int batchBytes() {
    return Math.min(MOST_BATCH_BYTES, Math.min(frames.recordBytes(), labels.recordBytes()));
  }

  /** The size of the largest record of a frame, in bytes. */
  int frameBytes() {
    return Math.max(frames.recordBytes(), LABEL_BYTES);
  }

  /** The number of bytes of a recording that go into one record. */
  int packetBytes() {
    return Math.max(1, Math.min(MOST_PACKET_BYTES, frames.recordBytes() - AROUND_FRAME));
  }

  /**
   * Checks that the frames topic takes a frame.
   *
   * @throws ReplayException if not
   */
  void requireFitting(Presentation shown) {
    int bytes = shown.image().samples().length + AROUND_FRAME;
    if (bytes > frames.recordBytes()) {
      throw new ReplayException(
          "image " + shown.index() + " is too large: " + frames.tooLittleFor(bytes), null);
    }
  }

  /** The remedy for a failure, to be added to its message; empty if none is known. */
  String remedy(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidTimestampException) {
        return ": set message.timestamp.before.max.ms and message.timestamp.after.max.ms of topics "
            + frames.topic()
            + " and "
            + labels.topic()
            + " to larger values, and the clocks of this machine and the broker to the same time";
      }
    }
    return "";
  }
}
