package io.firstspike.pipeline.app.watch;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
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

/** Reads the output topics of a job. */
public final class JobOutput implements AutoCloseable {

  /** Takes the records, in the order of each partition. */
  public interface Listener {

    /** Takes a decision. */
    default void count(Prediction prediction) {}

    /** Takes the metrics of a learner. */
    default void count(Metrics metrics) {}

    /** Takes the reason of a dead letter. */
    default void countDeadLetter(String reason) {}
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicNames topics;

  private JobOutput(Properties client, TopicNames topics, Stream<String> read) {
    this.topics = topics;
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions =
          read.flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Makes a reader of all predictions, metrics and dead letters from the beginning. */
  public static JobOutput all(Properties client, TopicNames topics) {
    JobOutput output =
        new JobOutput(
            client,
            topics,
            Stream.of(topics.predictions(), topics.metrics(), topics.deadLetters()));
    output.consumer.seekToBeginning(output.consumer.assignment());
    return output;
  }

  /** Makes a reader of the metrics from now on. */
  static JobOutput newMetrics(Properties client, TopicNames topics) {
    JobOutput output = new JobOutput(client, topics, Stream.of(topics.metrics()));
    output.consumer.seekToEnd(output.consumer.assignment());
    // Only this finds out where the end is now, and not when the first record is asked for.
    output.consumer.assignment().forEach(output.consumer::position);
    return output;
  }

  /** Waits up to {@code time} for records and counts them; returns false if none came. */
  public boolean read(Duration time, Listener listener) throws MalformedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(time);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Received received = Received.of(record);
      if (received.origin().topic().equals(topics.predictions())) {
        listener.count(PredictionFormat.decode(received));
      } else if (received.origin().topic().equals(topics.metrics())) {
        listener.count(MetricsFormat.decode(received));
      } else {
        listener.countDeadLetter(DeadLetterFormat.decode(received).reason());
      }
    }
    return !records.isEmpty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
