package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.admin.TopicSettings;
import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.pipeline.stream.settings.SettingsException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that a topic takes. A refusal by the broker fails the job, which then begins again before
 * what was refused; so the topic is asked what it takes whenever the job begins, and what cannot be
 * made to fit ends the job instead.
 *
 * @param <T> what becomes a record
 */
final class SizedRecords<T> implements KafkaRecordSerializationSchema<T> {

  /** As long as Kafka's clients wait for a broker. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TopicUse use;
  private final Map<String, String> client;
  private final Encoding<T> encoding;

  private transient TopicSettings settings;

  /**
   * @param client Kafka client settings
   */
  SizedRecords(TopicUse use, Map<String, String> client, Encoding<T> encoding) {
    this.use = use;
    this.client = client;
    this.encoding = encoding;
  }

  @Override
  public void open(InitializationContext context, KafkaSinkContext sink) {
    Properties properties = new Properties();
    properties.putAll(client);
    settings = Topics.settings(properties, List.of(use.topic()), PATIENCE).get(use.topic());
    List<String> problems = use.problems(settings);
    if (!problems.isEmpty()) {
      throw new SuppressRestartsException(SettingsException.ofTopics(problems));
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(T value, KafkaSinkContext sink, Long timestamp) {
    int partitions = sink.getPartitionsForTopic(use.topic()).length;
    return encoding.encode(use.topic(), new Limits(partitions, settings.recordBytes()), value);
  }

  /**
   * The bound of a record, in words.
   *
   * @param partitions how many the topic has
   * @param recordBytes the largest record it takes, with all that Kafka adds to it
   */
  record Limits(int partitions, int recordBytes) {}

  /** Turns a value into a record. */
  @FunctionalInterface
  interface Encoding<T> extends Serializable {
    ProducerRecord<byte[], byte[]> encode(String topic, Limits limits, T value);
  }
}
