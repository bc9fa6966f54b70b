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
 * Where a topic ends at present. The end that a broker tells is no record's offset plus one: marks
 * of transactions have offsets too, and compaction leaves gaps.
 */
public final class LastRecords {

  private static final Duration POLL = Duration.ofMillis(100);

  private LastRecords() {}

  /**
   * The offset of the last committed record of each partition of {@code topic} that has any; none
   * of a topic that does not exist. A reader that goes on reading meets it, or a later one:
   * compaction takes a record away only for a later one.
   *
   * @param timeout how long to wait for the broker
   * @throws BrokerUnavailableException when it does not answer in time
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

  /** Looks further and further back: what is at the end may be no record. */
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
