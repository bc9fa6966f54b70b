package io.firstspike.pipeline.job;

import io.firstspike.connectors.broker.Topics;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.reading.ConcreteOffsets;
import io.firstspike.pipeline.reading.ProgressSource;
import java.io.Serializable;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The job's sources and sinks. */
final class Kafka {

  /** Kafka's default limit, which JSON records stay far below. */
  static final int SMALL_RECORD = 1 << 20;

  /** What brokers allow unless told otherwise; longer than any restart should take. */
  private static final String TRANSACTION_TIMEOUT_MILLIS = "900000";

  /** Kafka's own default. */
  private static final int SMALLEST_BUFFER = 32 << 20;

  /** A request for each record costs job and broker more than all else there is to a record. */
  private static final String LINGER_MILLIS = "4";

  /**
   * All that has been fetched. What a consumer leaves of a partition for the next poll keeps that
   * partition out of the next request, which then waits, half a second at most, for partitions that
   * may have nothing to come.
   */
  private static final String POLL_RECORDS = Integer.toString(Integer.MAX_VALUE);

  private final StreamSettings settings;

  Kafka(StreamSettings settings) {
    this.settings = settings;
  }

  /** A topic from where the group has come to, or from its beginning. */
  KafkaSource<Received> source(String topic) {
    return source(topic, new ConcreteOffsets());
  }

  /** The same; also tells how far it has been read. */
  ProgressSource source(String topic, ProgressSource.Telling telling) {
    String name = settings.groupId() + "-" + topic;
    return new ProgressSource(source(topic), settings.kafka(), topic, name, telling);
  }

  /** A topic that is state: all of it, unless a checkpoint says from where to go on. */
  KafkaSource<Received> wholeSource(String topic) {
    return source(topic, OffsetsInitializer.earliest());
  }

  private KafkaSource<Received> source(String topic, OffsetsInitializer start) {
    Properties consumer = settings.kafkaProperties();
    consumer.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    return KafkaSource.<Received>builder()
        .setProperties(consumer)
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setTopics(topic)
        .setGroupId(settings.groupId())
        .setClientIdPrefix(settings.groupId() + "-" + topic)
        .setStartingOffsets(start)
        .setDeserializer(new ReceivedDeserializer())
        .build();
  }

  /** Writes predictions to their topic. */
  void writePredictions(DataStream<Prediction> predictions) {
    String name = settings.topics().predictions();
    predictions
        .sinkTo(
            sink(
                name,
                SMALL_RECORD,
                (topic, n, prediction) -> PredictionFormat.encode(topic, prediction)))
        .name("topic " + name)
        .uid("write-predictions");
  }

  /** Writes dead letters to their topic. */
  void writeDeadLetters(DataStream<DeadLetter> deadLetters) {
    String name = settings.topics().deadLetters();
    deadLetters
        .sinkTo(
            sink(
                name,
                Topics.MAX_DEAD_LETTER_BYTES,
                (topic, n, letter) -> DeadLetterFormat.record(topic, letter)))
        .name("topic " + name)
        .uid("write-dead-letters");
  }

  /**
   * A sink to {@code topic}.
   *
   * @param maxBytes the largest record
   */
  <T> KafkaSink<T> sink(String topic, int maxBytes, Encoding<T> encoding) {
    // A local, so that the lambda does not take this object with it.
    KafkaRecordSerializationSchema<T> schema =
        (value, context, timestamp) ->
            encoding.encode(topic, context.getPartitionsForTopic(topic).length, value);
    Properties producer = settings.kafkaProperties();
    producer.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    return KafkaSink.<T>builder()
        .setKafkaProducerConfig(producer)
        .setProperty(ProducerConfig.ACKS_CONFIG, "all")
        .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS)
        .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(maxBytes))
        .setProperty(
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            Integer.toString(Math.max(SMALLEST_BUFFER, 2 * maxBytes)))
        .setRecordSerializer(schema)
        .setDeliveryGuarantee(
            settings.delivery() == Delivery.EXACTLY_ONCE
                ? DeliveryGuarantee.EXACTLY_ONCE
                : DeliveryGuarantee.AT_LEAST_ONCE)
        .setTransactionalIdPrefix(settings.groupId() + "-" + topic)
        .build();
  }

  /** How a value becomes a record. */
  @FunctionalInterface
  interface Encoding<T> extends Serializable {
    ProducerRecord<byte[], byte[]> encode(String topic, int partitions, T value);
  }
}
