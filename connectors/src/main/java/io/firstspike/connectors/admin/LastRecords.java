package io.firstspike.connectors.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the last record of each partition of a topic. The end offset that a broker tells is not
 * always one above the last record's: marks of transactions have offsets too, and compaction leaves
 * gaps.
 */
public final class LastRecords {

  private static final Duration POLL = Duration.ofMillis(100);

  private LastRecords() {}

  /**
   * The offsets of the last committed records of {@code topic}, by partition; partitions without
   * records are missing, and so are all of a topic that does not exist. A reader that goes on
   * reading meets this record or a later one: compaction removes a record only for a later one.
   *
   * @param timeout the longest wait for the broker
   * @throws BrokerUnavailableException if it does not answer in time
   */
  public static Map<Integer, Long> offsets(Properties client, String topic, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Map<Integer, Long> last = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        ShortReader.open(
            client, Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"), timeout)) {
      List<TopicPartition> partitions =
          Optional.ofNullable(consumer.partitionsFor(topic)).orElse(List.of()).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        last(consumer, partition, begins.get(partition), ends.get(partition), deadline)
            .ifPresent(offset -> last.put(partition.partition(), offset));
      }
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      throw unavailable(topic, e);
    }
    return last;
  }

  /** Searches further and further back, since the last offsets may belong to no record. */
  private static OptionalLong last(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long begin,
      long end,
      long deadline) {
    OptionalLong last = OptionalLong.empty();
    long from = end;
    for (long back = 1; last.isEmpty() && from > begin; back *= 2) {
      from = Math.max(begin, end - back);
      last = lastSince(consumer, partition, from, end, deadline);
    }
    return last;
  }

  private static OptionalLong lastSince(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      long end,
      long deadline) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    OptionalLong last = OptionalLong.empty();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          last = OptionalLong.of(record.offset());
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw unavailable(partition.topic(), null);
      }
    }
    return last;
  }

  private static BrokerUnavailableException unavailable(String topic, Throwable cause) {
    return new BrokerUnavailableException(
        "the broker does not tell in time what is on topic " + topic, cause);
  }
}
