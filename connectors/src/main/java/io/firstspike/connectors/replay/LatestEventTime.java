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
 * Finds the latest event time in topics, among the last records of their partitions. The broker
 * does not know it, since event time is part of the records.
 */
public final class LatestEventTime {

  /**
   * The number of records that are read back from a partition's end. A replay ends with a time mark
   * in each partition, but a few records of other sources may follow it.
   */
  private static final int LAST_RECORDS = 100;

  private static final Duration POLL = Duration.ofMillis(100);

  private LatestEventTime() {}

  /**
   * The latest event time among the last 100 records of each partition, in milliseconds since the
   * epoch; empty if none has one.
   *
   * @param topics existing topics
   * @param atMost the latest time that counts, in milliseconds since the epoch; later ones are
   *     taken for mistakes
   * @param timeout the longest wait for the broker
   * @throws BrokerUnavailableException when it does not answer in time
   */
  public static OptionalLong of(
      Properties client, List<String> topics, long atMost, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    long latest = -1;
    try (KafkaConsumer<byte[], byte[]> consumer = ShortReader.open(client, Map.of(), timeout)) {
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

  /** Moves the consumer to the last records of each partition, and returns the end offsets. */
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
