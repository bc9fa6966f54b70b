package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.reading.ConcreteOffsets;
import io.firstspike.pipeline.stream.reading.ProgressSource;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The job's sources and sinks. */
final class Kafka {

  /** Above all that is written but the rows of very large networks; as much as Kafka buffers. */
  private static final long LARGE_RECORD = Topics.MAX_MODEL_BYTES;

  /** A request for each record costs job and broker more than all else there is to a record. */
  private static final String LINGER_MILLIS = "4";

  /**
   * All that has been fetched. What a consumer leaves of a partition for the next poll keeps that
   * partition out of the next request, which then waits, half a second at most, for partitions that
   * may have nothing to come.
   */
  private static final String POLL_RECORDS = Integer.toString(Integer.MAX_VALUE);

  private final RunSettings settings;

  Kafka(RunSettings settings) {
    this.settings = settings;
  }

  /** A topic from where the group has come to, or from its beginning. */
  KafkaSource<Received> source(String topic) {
    return source(topic, new ConcreteOffsets());
  }

  /** A topic from where the group has come to, which also tells how far it has been read. */
  ProgressSource source(String topic, ProgressSource.Telling telling) {
    return new ProgressSource(source(topic), settings.kafka(), topic, ofGroup(topic), telling);
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
        .setClientIdPrefix(ofGroup(topic))
        .setStartingOffsets(start)
        .setDeserializer(new ReceivedDeserializer())
        .build();
  }

  /** Writes predictions to their topic, in exactly-once delivery as the group's only job. */
  void writePredictions(DataStream<Prediction> predictions) {
    TopicUse use = TopicUses.predictions(settings);
    DataStream<Prediction> written =
        settings.delivery() == Delivery.EXACTLY_ONCE ? claimed(predictions, use) : predictions;
    written
        .sinkTo(
            sink(use, (topic, limits, prediction) -> PredictionFormat.encode(topic, prediction)))
        .name("topic " + use.topic())
        .uid("write-predictions");
  }

  private DataStream<Prediction> claimed(DataStream<Prediction> predictions, TopicUse use) {
    return predictions
        .transform(
            "only writer",
            new VersionedType<>(Codecs.PREDICTION),
            new OnlyWriter<>(settings.kafkaProperties(), ofGroup(use.topic()) + "-claim"))
        .uid("only-writer");
  }

  /** The name that the group's clients of a topic have, and its transactions begin with. */
  private String ofGroup(String topic) {
    return settings.groupId() + "-" + topic;
  }

  /** Writes dead letters to their topic. */
  void writeDeadLetters(DataStream<DeadLetter> deadLetters) {
    TopicUse use = TopicUses.deadLetters(settings);
    deadLetters
        .sinkTo(
            sink(
                use,
                (topic, limits, letter) ->
                    DeadLetterFormat.record(topic, limits.recordBytes(), letter)))
        .name("topic " + use.topic())
        .uid("write-dead-letters");
  }

  /** A sink for a use of a topic; it begins by asking what the topic takes. */
  <T> Sink<T> sink(TopicUse use, SizedRecords.Encoding<T> encoding) {
    Properties producer = settings.kafkaProperties();
    producer.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    // What sends a producer's metrics throws, in the log, when the producer is closed meanwhile.
    producer.putIfAbsent(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    // The topic bounds a record; this has to be above it.
    long maxBytes = Math.max(LARGE_RECORD, use.recordBytes());
    return CheckpointedSink.of(
        KafkaSink.<T>builder()
            .setKafkaProducerConfig(producer)
            .setProperty(ProducerConfig.ACKS_CONFIG, "all")
            .setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(TopicUses.transactionMillis(settings)))
            .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Long.toString(maxBytes))
            .setProperty(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Long.toString(Math.max(LARGE_RECORD, 2 * use.recordBytes())))
            .setRecordSerializer(new SizedRecords<>(use, settings.kafka(), encoding))
            .setDeliveryGuarantee(
                settings.delivery() == Delivery.EXACTLY_ONCE
                    ? DeliveryGuarantee.EXACTLY_ONCE
                    : DeliveryGuarantee.AT_LEAST_ONCE)
            .setTransactionalIdPrefix(ofGroup(use.topic()))
            .build());
  }
}
