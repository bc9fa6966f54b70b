package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.replay.LatestEventTime;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.stream.job.LearningSettings;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * Finds the event time at which a replay may begin. A replay without a rate runs ahead of the
 * clock; a second replay that began at the clock's time would fall behind the time marks of the
 * first.
 */
final class ReplayStart {

  private ReplayStart() {}

  /**
   * The present time or, if later, the time just after the latest record in the frames and labels
   * topics, in milliseconds since the epoch. Records so far ahead of the clock that a job takes
   * them for mistakes do not count.
   */
  static long next(Properties client, TopicNames topics, Duration timeout) {
    List<String> read = List.of(topics.frames(), topics.labels());
    Topics.requireReadable(client, read, timeout);
    long now = System.currentTimeMillis();
    long believed = now + Duration.ofDays(LearningSettings.DEFAULT_AHEAD_DAYS).toMillis();
    long latest = LatestEventTime.of(client, read, believed, timeout).orElse(-1);
    return Math.max(now, latest + 1);
  }
}
