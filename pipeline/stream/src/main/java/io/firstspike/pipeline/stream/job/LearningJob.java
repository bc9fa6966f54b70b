package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.event.EventWindows;
import io.firstspike.pipeline.stream.flow.LearningResults;
import io.firstspike.pipeline.stream.flow.LearningTopology;
import io.firstspike.pipeline.stream.frame.ClockBound;
import io.firstspike.pipeline.stream.frame.DecodeFrames;
import io.firstspike.pipeline.stream.frame.DecodeLabels;
import io.firstspike.pipeline.stream.frame.EventClock;
import io.firstspike.pipeline.stream.frame.EventTime;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.reading.ProgressSource.Telling;
import io.firstspike.pipeline.stream.state.Codec;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedType;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topology: frames and labels in; predictions, metrics, model updates, dead letters out.
 *
 * <pre>
 * frames: read, decode --+
 *                        +--> {@link LearningTopology} --> predictions, metrics, models
 * labels: read, decode --+
 *
 * of events: read, {@linkplain EventWindows cut into windows}, decode
 * whatever cannot be used --> dead letters
 * </pre>
 */
public final class LearningJob {

  private LearningJob() {}

  /** Adds the job to {@code env}, which has yet to be executed. */
  public static void build(StreamExecutionEnvironment env, LearningSettings settings) {
    env.configure(JobConfiguration.of(settings, env.getConfiguration()));
    RunSettings run = settings.run();
    ModelSource source = settings.source();
    BaseModel base = source.load();
    boolean frozen = base.deciding();
    ClockBound bound = ClockBound.of(settings.maxAhead());
    boolean several = run.parallelism() > 1;
    boolean replay = settings.learner().order() == Order.REPLAY;
    DataStream<Received> records = read(env, settings, bound, "frames", run.topics().frames());
    Optional<EventWindows> windows =
        base.spec().input().events() == null
            ? Optional.empty()
            : Optional.of(EventWindows.of(records, base.spec(), bound));
    DataStream<Received> frames = windows.map(EventWindows::frames).orElse(records);
    // Frozen feature layers are most of the work: all slots share it, at the price of the order.
    boolean spread = several && (frozen || replay && windows.isEmpty());
    var decoded =
        (spread ? frames.rebalance() : frames).process(new DecodeFrames(run.frames(), bound));
    named(decoded, "decode-frames", "decode frames", Codecs.DECODED_FRAME);
    DataStream<Received> labelRecords = read(env, settings, bound, "labels", run.topics().labels());
    var labels =
        (several && replay ? labelRecords.rebalance() : labelRecords)
            .process(new DecodeLabels(bound));
    named(labels, "decode-labels", "decode labels", Codecs.RECEIVED_LABEL);
    var topology =
        new LearningTopology(
            "", source.with(settings.starting()), settings.learner(), run.batching());
    LearningResults learned = topology.connect(decoded, labels);
    DataStream<DeadLetter> deadLetters =
        learned
            .rejected()
            .union(
                decoded.getSideOutput(SideOutputs.DEAD_LETTERS),
                labels.getSideOutput(SideOutputs.DEAD_LETTERS));
    write(
        learned,
        windows.map(EventWindows::rejected).map(deadLetters::union).orElse(deadLetters),
        base,
        run);
  }

  /**
   * The records of a topic. In live order watermarks tell how far it has been read, in replay order
   * they tell event time. There one reader takes all partitions: a reader without a partition would
   * hold event time back for ever.
   *
   * @param role what the topic is for: unlike its name, the same whatever the topics' prefix
   */
  private static DataStream<Received> read(
      StreamExecutionEnvironment env,
      LearningSettings settings,
      ClockBound bound,
      String role,
      String topic) {
    RunSettings run = settings.run();
    boolean replay = settings.learner().order() == Order.REPLAY;
    var records =
        env.fromSource(
                new Kafka(run).source(topic, replay ? Telling.RECORDS : Telling.WATERMARKS),
                replay ? EventTime.within(bound) : WatermarkStrategy.noWatermarks(),
                "topic " + topic)
            .uid("read-" + role)
            .setParallelism(replay ? 1 : run.parallelism());
    if (!replay) {
      return records;
    }
    return records
        .transform(
            "event time",
            new VersionedType<>(Codecs.RECEIVED),
            new EventClock(bound, topic, settings.idleAfter().orElse(Duration.ZERO)))
        .uid("time-" + role)
        .setParallelism(1);
  }

  private static void write(
      LearningResults learned,
      DataStream<DeadLetter> deadLetters,
      BaseModel base,
      RunSettings run) {
    Kafka kafka = new Kafka(run);
    TopicUse metrics = TopicUses.metrics(run);
    TopicUse models = TopicUses.models(run, base);
    kafka.writePredictions(learned.predictions());
    learned
        .metrics()
        .sinkTo(
            kafka.sink(
                metrics,
                (topic, limits, value) -> MetricsFormat.encode(topic, limits.recordBytes(), value)))
        .name("topic " + metrics.topic())
        .uid("write-metrics");
    learned
        .modelUpdates()
        .sinkTo(
            kafka.sink(
                models,
                (topic, limits, update) ->
                    ModelUpdateFormat.encode(topic, limits.partitions(), update)))
        .name("topic " + models.topic())
        .uid("write-models");
    kafka.writeDeadLetters(deadLetters);
  }

  private static <T> void named(
      SingleOutputStreamOperator<T> operator, String uid, String name, Codec<T> codec) {
    operator.uid(uid).name(name).returns(new VersionedType<>(codec));
  }
}
