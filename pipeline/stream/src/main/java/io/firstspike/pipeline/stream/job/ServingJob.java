package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.admin.LastRecords;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.event.EventWindows;
import io.firstspike.pipeline.stream.frame.ClockBound;
import io.firstspike.pipeline.stream.serving.ModelsTopicEnd;
import io.firstspike.pipeline.stream.serving.ServeFrames;
import io.firstspike.pipeline.stream.serving.SlotKeys;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedType;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topology of a job that infers and never learns.
 *
 * <pre>
 * frames, dealt to all slots ----+
 *                                +--> classify --> predictions, dead letters
 * models, broadcast to each -----+
 *
 * of events: first {@linkplain EventWindows cut into windows}
 * </pre>
 */
public final class ServingJob {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ServingJob() {}

  /** Adds the job to {@code env}, which has yet to be executed. */
  public static void build(StreamExecutionEnvironment env, ServingSettings settings) {
    env.configure(JobConfiguration.of(settings, env.getConfiguration()));
    RunSettings run = settings.run();
    Kafka kafka = new Kafka(run);
    String framesTopic = run.topics().frames();
    String modelsTopic = run.topics().models();
    DataStream<Received> records =
        read(env, kafka.source(framesTopic), framesTopic)
            .uid("read-frames")
            .setParallelism(run.parallelism());
    Optional<EventWindows> windows =
        settings.events().map(spec -> EventWindows.of(records, spec, ClockBound.NONE));
    DataStream<Received> frames = windows.map(EventWindows::frames).orElse(records);
    // One reader, so that all subtasks get the records in one order.
    DataStream<Received> models =
        read(env, kafka.wholeSource(modelsTopic), modelsTopic).uid("read-models").setParallelism(1);
    SlotKeys lanes = new SlotKeys(RunSettings.MAX_PARALLELISM);
    SingleOutputStreamOperator<Prediction> predictions =
        frames
            .keyBy(lanes, Types.INT)
            .connect(models.broadcast())
            .transform(
                "classify",
                new VersionedType<>(Codecs.PREDICTION),
                new ServeFrames(
                    run.frames(),
                    settings.limits(),
                    run.batching(),
                    lanes,
                    settings.model(),
                    soFar(run.kafkaProperties(), modelsTopic)))
            .name("classify")
            .uid("serve-frames");
    kafka.writePredictions(predictions);
    DataStream<DeadLetter> rejected = predictions.getSideOutput(SideOutputs.DEAD_LETTERS);
    kafka.writeDeadLetters(
        windows.map(EventWindows::rejected).map(rejected::union).orElse(rejected));
  }

  private static DataStreamSource<Received> read(
      StreamExecutionEnvironment env, KafkaSource<Received> source, String topic) {
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "topic " + topic);
  }

  /** Takes its own copies: the settings are not to travel with the job. */
  private static ModelsTopicEnd soFar(Properties client, String topic) {
    return () -> LastRecords.offsets(client, topic, PATIENCE);
  }
}
