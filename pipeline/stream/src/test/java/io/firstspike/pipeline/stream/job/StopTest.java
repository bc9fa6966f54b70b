package io.firstspike.pipeline.stream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.ShortReader;
import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.serving.Versions;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import io.firstspike.testkit.TrainedModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are stopped with a savepoint while timers of theirs are about to write something. */
@Tag("slow")
class StopTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration DUE = Duration.ofSeconds(2);
  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 2L, "S2", 2L));
  private static final Dataset DIGITS = MnistSample.train();

  /** Opens when the savepoint may be completed; null while checkpoints are not held back. */
  private static volatile CountDownLatch held;

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;
  private static KafkaProducer<byte[], byte[]> producer;

  @TempDir private Path savepoints;

  @BeforeAll
  static void start() throws Exception {
    Configuration noRestarts = new Configuration();
    noRestarts.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    flink = EmbeddedFlink.start(1, noRestarts);
    Properties large = BROKER.clientProperties();
    large.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MODEL_BYTES);
    producer = new KafkaProducer<>(large, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    flink.close();
  }

  private static TopicNames topics(String prefix) {
    return BROKER.topics(prefix, 1);
  }

  private static void send(TopicNames topics, String modelKey, int digit) {
    producer.send(
        FrameFormat.encodeRaw(
            topics.frames(),
            0,
            new Frame(modelKey, "f-" + digit, DIGITS.image(digit), Optional.empty(), digit)));
  }

  @Test
  void aLearnerWritesNothingAfterItsSavepoint() throws Exception {
    TopicNames topics = topics("learn-");
    LearningSettings settings =
        LearningSettings.builder(SPEC, BROKER.clientProperties())
            .topics(topics)
            .groupId(topics.frames())
            .delivery(Delivery.EXACTLY_ONCE)
            .checkpointInterval(Duration.ofMillis(300))
            .metricsWithin(DUE)
            .publishWithin(DUE)
            .build();
    JobClient job = flink.submit(env -> heldBack(env, settings.run(), settings::addTo));
    send(topics, "a", 0);
    awaitPrediction(topics);

    assertStopsQuietly(job, topics.metrics(), topics.models());
  }

  @Test
  void aServingJobWritesNothingAfterItsSavepoint() throws Exception {
    TopicNames topics = topics("serve-");
    for (ModelUpdate update : Versions.publication("a", TrainedModels.trained(40))) {
      producer.send(ModelUpdateFormat.encode(topics.models(), 1, update));
    }
    ServingSettings settings =
        ServingSettings.builder(BROKER.clientProperties())
            .topics(topics)
            .groupId(topics.frames())
            .delivery(Delivery.EXACTLY_ONCE)
            .checkpointInterval(Duration.ofMillis(300))
            .modelWait(DUE)
            .build();
    JobClient job = flink.submit(env -> heldBack(env, settings.run(), settings::addTo));
    send(topics, "unknown", 0);
    send(topics, "a", 1);
    awaitPrediction(topics);

    assertStopsQuietly(job, topics.deadLetters());
  }

  /** Adds a task beside the job's own that holds checkpoints back on demand. */
  private static void heldBack(
      StreamExecutionEnvironment env, RunSettings run, Consumer<StreamExecutionEnvironment> job) {
    held = null;
    job.accept(env);
    env.fromSource(
            new Kafka(run).wholeSource(run.topics().labels()),
            WatermarkStrategy.noWatermarks(),
            "beside")
        .uid("beside")
        .map(new Holding())
        .returns(new VersionedType<>(Codecs.RECEIVED))
        .uid("holding")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
  }

  private static final class Holding
      implements MapFunction<Received, Received>, CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    @Override
    public Received map(Received record) {
      return record;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      if (held != null) {
        held.await();
      }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
  }

  private static void awaitPrediction(TopicNames topics) {
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      await().atMost(PATIENCE).until(() -> !reader.read().isEmpty());
    }
  }

  /** Stops the job, and lets its savepoint be completed only when all its timers are due. */
  private void assertStopsQuietly(JobClient job, String... topics) throws Exception {
    long begun = System.currentTimeMillis();
    held = new CountDownLatch(1);
    CompletableFuture<String> savepoint =
        job.stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL);
    await().atMost(PATIENCE).until(() -> isAllButHeld(job));
    long barrier = System.currentTimeMillis();
    await().atMost(PATIENCE).until(() -> System.currentTimeMillis() > begun + 2 * DUE.toMillis());
    held.countDown();
    savepoint.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(job.getJobStatus().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(JobStatus.FINISHED);
    for (String topic : topics) {
      assertThat(writtenSince(topic, barrier)).as(topic).isEmpty();
    }
  }

  /** Whether all tasks but the one that is held have had the savepoint's barrier. */
  private static boolean isAllButHeld(JobClient job) throws Exception {
    List<AbstractCheckpointStats> checkpoints =
        flink.graph(job.getJobID()).getCheckpointStatsSnapshot().getHistory().getCheckpoints();
    return checkpoints.stream()
        .anyMatch(
            checkpoint ->
                checkpoint.getProperties().isSavepoint()
                    && checkpoint.getNumberOfAcknowledgedSubtasks()
                        == checkpoint.getNumberOfSubtasks() - 1);
  }

  /** The records written since {@code time}, committed or not. */
  private static List<String> writtenSince(String topic, long time) {
    List<String> written = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        ShortReader.open(BROKER.clientProperties(), Map.of(), PATIENCE)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (record.timestamp() >= time) {
            written.add(new String(record.value(), UTF_8));
          }
        }
      }
    }
    return written;
  }

  /** A sink that is closed before it has sent a record that came after the last checkpoint. */
  @Test
  void whatCameAfterTheLastCheckpointIsNoFailure() throws Exception {
    TopicNames topics = topics("sink-");
    Properties client = BROKER.clientProperties();
    client.put(ProducerConfig.LINGER_MS_CONFIG, "60000");
    RunSettings run =
        ServingSettings.builder(client)
            .topics(topics)
            .groupId(topics.frames())
            .delivery(Delivery.EXACTLY_ONCE)
            .build()
            .run();
    TopicUse use = TopicUses.predictions(run);
    Sink<String> sink =
        new Kafka(run)
            .sink(
                use,
                (topic, limits, text) ->
                    new ProducerRecord<>(topic, 0, null, text.getBytes(UTF_8)));
    OneInputStreamOperatorTestHarness<String, CommittableMessage<Object>> harness =
        new OneInputStreamOperatorTestHarness<>(new SinkWriterOperatorFactory<>(sink));
    harness.setup(committables(sink).createSerializer(new SerializerConfigImpl()));
    harness.open();
    harness.processElement("before", 0);
    harness.prepareSnapshotPreBarrier(1);
    harness.snapshot(1, 1);
    harness.processElement("after", 1);

    harness.close();

    assertThat(writtenSince(topics.predictions(), 0)).containsExactly("before");
  }

  @SuppressWarnings("unchecked") // whatever the sink commits
  private static TypeInformation<CommittableMessage<Object>> committables(Sink<?> sink) {
    SupportsCommitter<Object> committing = (SupportsCommitter<Object>) sink;
    return CommittableMessageTypeInfo.of(committing::getCommittableSerializer);
  }
}
