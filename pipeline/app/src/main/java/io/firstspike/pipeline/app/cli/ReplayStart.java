package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.replay.LatestEventTime;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.stream.job.LearningSettings;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * Event time at which a replay may begin. A replay as fast as it goes runs ahead of the clock; one
 * that came after it and began at the clock's time would fall behind the first one's time marks.
 */
final class ReplayStart {

  private ReplayStart() {}

  /**
   * Now, or just after the latest record in the frames and labels topics if that is later. One that
   * is so far ahead of the clock that a job takes it for a mistake does not count.
   */
  static long next(Properties client, TopicNames topics, Duration timeout) {
    List<String> read = List.of(topics.frames(), topics.labels());
    Topics.requireExisting(client, read, timeout);
    long now = System.currentTimeMillis();
    long believed = now + Duration.ofDays(LearningSettings.DEFAULT_AHEAD_DAYS).toMillis();
    long latest = LatestEventTime.of(client, read, believed, timeout).orElse(-1);
    return Math.max(now, latest + 1);
  }
}
