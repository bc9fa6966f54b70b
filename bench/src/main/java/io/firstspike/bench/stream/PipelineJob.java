package io.firstspike.bench.stream;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.ml.classification.SpikingClassifierModel;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.ml.builder.PipelineModel;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A job that classifies a topic of frames with a Flink ML pipeline, as somebody would write it who
 * has Kafka and Flink ML: frames become rows of a table, and the predictions' rows go to a topic.
 */
final class PipelineJob {

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
                FrameRows.source(topics.frames(), client).build(),
                WatermarkStrategy.noWatermarks(),
                "frames",
                FrameRows.TYPE));
    PipelineModel pipeline = new PipelineModel(List.of(SpikingClassifierModel.of(tables, model)));
    tables.toDataStream(pipeline.transform(frames)[0]).sinkTo(sink(topics, client));
    return Optional.of(streams.executeAsync("pipeline"));
  }

  private static KafkaSink<Row> sink(TopicNames topics, Properties client) {
    return KafkaSink.<Row>builder()
        .setKafkaProducerConfig(client)
        .setProperty("linger.ms", "4")
        .setRecordSerializer(new WritePrediction(topics.predictions()))
        .build();
  }

  private record WritePrediction(String topic) implements KafkaRecordSerializationSchema<Row> {

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Row row, KafkaSinkContext context, Long timestamp) {
      String label = row.getFieldAs("prediction");
      return PredictionFormat.encode(
          topic,
          new Prediction(
              row.getFieldAs("modelKey"),
              row.getFieldAs("frameId"),
              Optional.ofNullable(label),
              Optional.empty(),
              Prediction.DECISION,
              label == null ? 0 : row.<Float>getFieldAs("potential"),
              0,
              Prediction.NO_SPIKE,
              row.getFieldAs("modelVersion"),
              row.getFieldAs("frameTime"),
              System.currentTimeMillis()));
    }
  }
}
