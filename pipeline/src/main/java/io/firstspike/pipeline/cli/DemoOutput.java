package io.firstspike.pipeline.cli;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the job writes. */
final class DemoOutput implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicNames topics;

  DemoOutput(Properties client, TopicNames topics) {
    this.topics = topics;
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(topics.predictions(), topics.metrics(), topics.deadLetters())
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Waits up to {@code time} for records and counts them; false if none came. */
  boolean read(Duration time, DemoTally tally) throws MalformedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(time);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Received received = Received.of(record);
      if (received.topic().equals(topics.predictions())) {
        tally.count(PredictionFormat.decode(received));
      } else if (received.topic().equals(topics.metrics())) {
        tally.count(MetricsFormat.decode(received));
      } else {
        tally.countDeadLetter(reason(received));
      }
    }
    return !records.isEmpty();
  }

  private static String reason(Received deadLetter) {
    return deadLetter
        .header("dead-letter-reason")
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("no reason given");
  }

  @Override
  public void close() {
    consumer.close();
  }
}
