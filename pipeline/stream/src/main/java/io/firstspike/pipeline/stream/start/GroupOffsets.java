package io.firstspike.pipeline.stream.start;

import io.firstspike.connectors.admin.ShortReader;
import io.firstspike.pipeline.stream.job.RunSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks for the offsets of a consumer group, and for the ends of topics. */
final class GroupOffsets implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;

  private GroupOffsets(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** The offsets of the job's group. */
  static GroupOffsets of(RunSettings settings, Duration timeout) {
    return new GroupOffsets(
        ShortReader.open(
            settings.kafkaProperties(),
            Map.of(ConsumerConfig.GROUP_ID_CONFIG, settings.groupId()),
            timeout));
  }

  /** Whether the group has read records of one of {@code topics}. */
  boolean begun(List<String> topics) {
    try {
      return consumer
          .committed(
              topics.stream()
                  .flatMap(topic -> partitions(topic).stream())
                  .collect(Collectors.toSet()))
          .values()
          .stream()
          .anyMatch(Objects::nonNull);
    } catch (TimeoutException e) {
      throw new StartException("the broker does not tell in time what the group has read", e);
    }
  }

  /** The offset after the last record of a partition; empty if there is no such partition. */
  Optional<Long> end(TopicPartition partition) {
    try {
      return partitions(partition.topic()).contains(partition)
          ? Optional.of(consumer.endOffsets(Set.of(partition)).get(partition))
          : Optional.empty();
    } catch (TimeoutException e) {
      throw new StartException("the broker does not tell in time where topics end", e);
    }
  }

  private List<TopicPartition> partitions(String topic) {
    return Optional.ofNullable(consumer.partitionsFor(topic)).orElse(List.of()).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
  }
}
