package io.firstspike.pipeline.cli;

import io.firstspike.connectors.broker.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.frame.ClockBound;
import io.firstspike.pipeline.job.JobSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * When a replay may begin. A replay as fast as it goes runs ahead of the clock; one that came after
 * it and began at the clock's time would fall behind the first one's time marks.
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
    try (Admin admin = Admin.create(client)) {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      for (TopicDescription topic : admin.describeTopics(read).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(
                p ->
                    wanted.put(
                        new TopicPartition(topic.name(), p.partition()),
                        OffsetSpec.maxTimestamp()));
      }
      long latest =
          admin.listOffsets(wanted).all().get().values().stream()
              .mapToLong(ListOffsetsResultInfo::timestamp)
              .max()
              .orElse(-1);
      boolean mistaken = ClockBound.of(JobSettings.DEFAULT_MAX_AHEAD).excludes(latest);
      return Math.max(System.currentTimeMillis(), mistaken ? 0 : latest + 1);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot ask for the latest records", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
