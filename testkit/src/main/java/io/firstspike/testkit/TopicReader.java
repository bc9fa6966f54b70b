package io.firstspike.testkit;

import io.firstspike.connectors.topic.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all committed records of a topic. */
public final class TopicReader implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Received> records = new ArrayList<>();

  /** Makes a reader of {@code topic} from its beginning. */
  public TopicReader(Properties client, String topic) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put("isolation.level", "read_committed");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The records read so far, in the order of each partition. */
  public List<Received> read() {
    consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(Received.of(record)));
    return records;
  }

  /** All records that are committed at present, in the order of each partition. */
  public List<Received> readToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      read();
    }
    return records;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
