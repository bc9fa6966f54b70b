package io.firstspike.pipeline.app.doctor;

import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.options.InputException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the latest records of topics up to the end that these have when it begins. It belongs to no
 * consumer group and commits nothing, so jobs on the same topics do not notice.
 */
final class TopicScan implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Duration timeout;

  /**
   * Connects to a broker.
   *
   * @param client settings of Kafka's clients
   * @param timeout how long to wait for the next answer
   */
  TopicScan(Properties client, Duration timeout) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.timeout = timeout;
  }

  /** Hands out the last records of each partition, at most so many. */
  void last(String topic, long most, Consumer<Received> sink) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, timeout);
    read(ends, partition -> ends.get(partition) - most, sink);
  }

  /**
   * Hands out the records of each partition from a time of sending on, at most so many of the last.
   *
   * @param timestamp milliseconds since the epoch
   */
  void since(String topic, long timestamp, long most, Consumer<Received> sink) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, timeout);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, timestamp));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, timeout);
    read(
        ends,
        partition -> {
          OffsetAndTimestamp first = found.get(partition);
          long end = ends.get(partition);
          return Math.max(end - most, first == null ? end : first.offset());
        },
        sink);
  }

  private List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic, timeout).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  private void read(
      Map<TopicPartition, Long> ends,
      ToLongFunction<TopicPartition> from,
      Consumer<Received> sink) {
    consumer.assign(ends.keySet());
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(ends.keySet(), timeout);
    for (TopicPartition partition : ends.keySet()) {
      consumer.seek(partition, Math.max(begins.get(partition), from.applyAsLong(partition)));
    }
    long heard = System.nanoTime();
    while (ends.keySet().stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        heard = System.nanoTime();
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
          sink.accept(Received.of(record));
        }
      }
      if (System.nanoTime() - heard > timeout.toNanos()) {
        throw new InputException(
            "the broker has sent nothing of topics "
                + ends.keySet()
                + " for "
                + timeout.toSeconds()
                + " s: look at it, or raise --broker-timeout");
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
