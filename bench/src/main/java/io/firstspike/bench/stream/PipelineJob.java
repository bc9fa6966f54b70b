package io.firstspike.bench.stream;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.ml.classification.SpikingClassifierModel;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.ml.builder.PipelineModel;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A job that classifies a topic of frames with a Flink ML pipeline, as somebody would write it who
 * has Kafka and Flink ML: frames become rows of a table, and the predictions' rows go to a topic.
 */
final class PipelineJob {

  private static final RowTypeInfo FRAMES =
      new RowTypeInfo(
          new TypeInformation<?>[] {Types.STRING, Types.STRING, Types.LONG, SpikeTypes.IMAGE},
          new String[] {"modelKey", "frameId", "timestamp", "image"});

  private PipelineJob() {}

  static Optional<JobClient> start(
      EmbeddedFlink flink, TopicNames topics, Properties client, Model model, StreamSetup setup)
      throws Exception {
    StreamExecutionEnvironment streams = flink.environment(new Configuration(), graph -> {});
    streams.setParallelism(setup.parallelism());
    streams.enableCheckpointing(setup.checkpointInterval().toMillis());
    StreamTableEnvironment tables = StreamTableEnvironment.create(streams);
    Table frames =
        tables.fromDataStream(
            streams.fromSource(
                source(topics, client), WatermarkStrategy.noWatermarks(), "frames", FRAMES));
    PipelineModel pipeline = new PipelineModel(List.of(SpikingClassifierModel.of(tables, model)));
    tables.toDataStream(pipeline.transform(frames)[0]).sinkTo(sink(topics, client));
    return Optional.of(streams.executeAsync("pipeline"));
  }

  private static KafkaSource<Row> source(TopicNames topics, Properties client) {
    return KafkaSource.<Row>builder()
        .setProperties(client)
        .setTopics(topics.frames())
        .setGroupId("pipeline")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty("max.poll.records", Integer.toString(Integer.MAX_VALUE))
        .setDeserializer(new ReadFrame())
        .build();
  }

  private static KafkaSink<Row> sink(TopicNames topics, Properties client) {
    return KafkaSink.<Row>builder()
        .setKafkaProducerConfig(client)
        .setProperty("linger.ms", "4")
        .setRecordSerializer(new WritePrediction(topics.predictions()))
        .build();
  }

  private static final class ReadFrame implements KafkaRecordDeserializationSchema<Row> {

    private static final long serialVersionUID = 1L;

    private transient FrameFormat format;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> polled, Collector<Row> out)
        throws IOException {
      if (format == null) {
        format = new FrameFormat(ImageLimits.DEFAULT);
      }
      try {
        Frame frame = format.decode(Received.of(polled));
        out.collect(Row.of(frame.modelKey(), frame.frameId(), frame.timestamp(), frame.image()));
      } catch (MalformedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public TypeInformation<Row> getProducedType() {
      return FRAMES;
    }
  }

  private record WritePrediction(String topic) implements KafkaRecordSerializationSchema<Row> {

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Row row, KafkaSinkContext context, Long timestamp) {
      boolean silent = row.getField(4) == null;
      return PredictionFormat.encode(
          topic,
          new Prediction(
              row.getFieldAs(0),
              row.getFieldAs(1),
              Optional.ofNullable(row.getFieldAs(4)),
              Optional.empty(),
              Prediction.DECISION,
              silent ? 0 : row.<Float>getFieldAs(5),
              0,
              Prediction.NO_SPIKE,
              row.getFieldAs(7),
              row.getFieldAs(2),
              System.currentTimeMillis()));
    }
  }
}
