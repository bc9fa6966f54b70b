package io.firstspike.bench.stream;

import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.pipeline.local.EmbeddedFlink;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The least that a job of Flink and Kafka can do, as what {@code run} is compared with: a frame's
 * id comes out for each frame. Parallelism, delivery, checkpoints and the settings of Flink and the
 * Kafka clients are those that {@code run} has by default.
 */
public final class BareJob {

  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(4);

  private BareJob() {}

  /**
   * Runs it until the process is ended.
   *
   * @param args bootstrap servers, topic of frames, topic of ids
   */
  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    try (EmbeddedFlink flink = EmbeddedFlink.start(1, configuration)) {
      flink.submit(env -> build(env, args[0], args[1], args[2])).getJobExecutionResult().get();
    }
  }

  private static void build(
      StreamExecutionEnvironment env, String servers, String frames, String ids) {
    Configuration job = new Configuration();
    job.set(PipelineOptions.OBJECT_REUSE, true);
    job.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, StreamSetup.PLAIN.checkpointInterval());
    env.configure(job);
    env.fromSource(source(servers, frames), WatermarkStrategy.noWatermarks(), "frames")
        .sinkTo(sink(servers, ids));
  }

  private static KafkaSource<byte[]> source(String servers, String topic) {
    return KafkaSource.<byte[]>builder()
        .setBootstrapServers(servers)
        .setProperty("max.poll.records", Integer.toString(Integer.MAX_VALUE))
        .setProperty("isolation.level", "read_committed")
        .setTopics(topic)
        .setGroupId(topic)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new FrameIds())
        .build();
  }

  private static KafkaSink<byte[]> sink(String servers, String topic) {
    Properties producer = new Properties();
    producer.setProperty("linger.ms", "4");
    producer.setProperty("acks", "all");
    return KafkaSink.<byte[]>builder()
        .setBootstrapServers(servers)
        .setKafkaProducerConfig(producer)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<byte[]>builder()
                .setTopic(topic)
                .setValueSerializationSchema(id -> id)
                .build())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }

  /** The header with a frame's id; records without one, such as time marks, are left out. */
  private static final class FrameIds implements KafkaRecordDeserializationSchema<byte[]> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> polled, Collector<byte[]> out) {
      Header id = polled.headers().lastHeader(FrameFormat.FRAME_ID);
      if (id != null) {
        out.collect(id.value());
      }
    }

    @Override
    public TypeInformation<byte[]> getProducedType() {
      return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    }
  }
}
