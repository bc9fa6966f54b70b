package io.firstspike.connectors.replay;

import io.firstspike.connectors.admin.BrokerUnavailableException;
import io.firstspike.connectors.admin.ShortReader;
import io.firstspike.connectors.topic.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Event time that topics have come to: the latest among the last records of their partitions. Event
 * time is told by the records themselves, so the broker cannot be asked for it.
 */
public final class LatestEventTime {

  /** A replay ends with a time mark in each partition; some records of others may follow it. */
  private static final int LAST_RECORDS = 100;

  private static final Duration POLL = Duration.ofMillis(100);

  private LatestEventTime() {}

  /**
   * The latest event time among the last 100 records of each partition, in milliseconds since the
   * epoch; empty if none tells one.
   *
   * @param topics existing topics
   * @param atMost later ones are left out, as mistakes
   * @param timeout how long to wait for the broker
   * @throws BrokerUnavailableException when it does not answer in time
   */
  public static OptionalLong of(
      Properties client, List<String> topics, long atMost, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    long latest = -1;
    try (KafkaConsumer<byte[], byte[]> consumer =
        ShortReader.open(client, Map.of(), timeout)) {
      Map<TopicPartition, Long> ends = seekToLast(consumer, topics);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          long time = Received.of(record).eventTime().orElse(-1);
          latest = time > atMost ? latest : Math.max(latest, time);
        }
        if (System.nanoTime() - deadline > 0) {
          throw unavailable(topics, null);
        }
      }
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      throw unavailable(topics, e);
    }
    return latest < 0 ? OptionalLong.empty() : OptionalLong.of(latest);
  }

  /** Where the partitions end. */
  private static Map<TopicPartition, Long> seekToLast(
      KafkaConsumer<byte[], byte[]> consumer, List<String> topics) {
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    ends.forEach(
        (partition, end) ->
            consumer.seek(partition, Math.max(begins.get(partition), end - LAST_RECORDS)));
    return ends;
  }

  private static BrokerUnavailableException unavailable(List<String> topics, Throwable cause) {
    return new BrokerUnavailableException(
        "the broker does not tell in time how far event time is on topics "
            + String.join(" and ", topics),
        cause);
  }
}
