package io.firstspike.pipeline.app.page;

import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes labels that people have given into the labels topic. Thread-safe. */
final class LabelWriter implements AutoCloseable {

  /**
   * How far ahead of the clock, and of all that the page has seen, the event time of a label is. In
   * replay order time marks of other programs, which are as late as the clock, must not overtake
   * it.
   */
  private static final long AHEAD_MILLIS = 1000;

  private static final String PATIENCE_MILLIS = "10000";

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  /**
   * @param client settings of Kafka's clients
   * @param topic the labels topic
   */
  LabelWriter(Properties client, String topic) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
  }

  /**
   * Writes a label, and returns its place in the topic when the broker has it.
   *
   * @param seen the latest event time that has been seen
   * @throws KafkaException if the broker does not take it
   * @throws IllegalArgumentException if it is no label
   */
  String write(String modelKey, String frameId, String label, OptionalLong seen) {
    long time = Math.max(System.currentTimeMillis(), seen.orElse(0)) + AHEAD_MILLIS;
    try {
      RecordMetadata written =
          producer
              .send(LabelFormat.encode(topic, null, new Label(modelKey, frameId, label, time)))
              .get();
      return written.topic() + "-" + written.partition() + "-" + written.offset();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
