package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.PlainStream.Said;
import io.firstspike.testkit.ShakenDigits;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings through the learning job, which fails in the middle of windows, and in a loop. */
@Tag("slow")
class EventsJobTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int RECORDINGS = 160;
  private static final int FEATURE_FRAMES = 60;
  private static final int DELAY = 3;
  private static final int PARTS = 4;
  private static final long SEED = 5;
  private static final long START = 1_700_000_000_000L;
  private static final NetworkSpec SPEC =
      NetworkSpec.load("firstspike-2026-events").toBuilder()
          .feature("S1", f -> f.maps(20).stdp(s -> s.frames(FEATURE_FRAMES)))
          .build();

  /** A decision layer on the counts of spikes of a network that was trained elsewhere. */
  private static final Model COUNTS =
      SteppedNetworks.learning(
          new InputSpec(ShakenDigits.SIDE, ShakenDigits.SIDE, new EventsSpec(325_000, 65)),
          List.of(2, ShakenDigits.SIDE, ShakenDigits.SIDE),
          null);

  /** What is learned from. */
  private enum Learns {
    FIRST_SPIKES,
    COUNTS_OF_SPIKES
  }

  /** Failures that have been asked for and have yet to happen. */
  private static final AtomicInteger FAILURES = new AtomicInteger();

  /** Failures that have happened. */
  private static final AtomicInteger FAILED = new AtomicInteger();

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    Configuration restarting = new Configuration();
    restarting.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    restarting.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
    restarting.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    restarting.set(JobManagerOptions.EXECUTION_FAILOVER_STRATEGY, "full");
    flink = EmbeddedFlink.start(3, restarting);
    producer =
        new KafkaProducer<>(
            BROKER.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    flink.close();
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST_SPIKES, 1, HEAP",
    "FIRST_SPIKES, 3, ROCKSDB",
    "COUNTS_OF_SPIKES, 1, ROCKSDB",
    "COUNTS_OF_SPIKES, 3, HEAP"
  })
  void failuresWithinWindowsChangeNeitherDecisionsNorWeights(
      Learns learns, int parallelism, StateStore store) throws Exception {
    boolean features = learns == Learns.FIRST_SPIKES;
    Optional<Model> model = features ? Optional.empty() : Optional.of(COUNTS);
    NetworkSpec spec = features ? SPEC : COUNTS.spec();
    int labels = features ? RECORDINGS - FEATURE_FRAMES : RECORDINGS;
    TopicNames topics = TopicNames.EVENTS.withPrefix("windows-" + parallelism + learns + "-");
    Topics.ensure(BROKER.clientProperties(), topics, 3);
    LearningSettings settings =
        LearningSettings.builder(spec, BROKER.clientProperties())
            .topics(topics)
            .groupId(topics.frames())
            .seed(SEED)
            .model(model.map(ModelFile::toBytes))
            .order(Order.REPLAY)
            .delivery(Delivery.EXACTLY_ONCE)
            .checkpointInterval(Duration.ofMillis(200))
            .publishEveryLabels(labels)
            .stateStore(Optional.of(store))
            .parallelism(parallelism)
            .build();
    int before = FAILED.get();
    AtomicReference<Model> newest = new AtomicReference<>();
    JobClient job = flink.submit(env -> failing(env, settings));
    try (ModelFollower follower =
            ModelFollower.follow(
                BROKER.clientProperties(),
                topics.models(),
                followed -> newest.set(followed.model()));
        TopicReader predictions =
            new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      for (int part = 1; part <= PARTS; part++) {
        int sent = part * RECORDINGS / PARTS;
        send(topics, sent - RECORDINGS / PARTS, sent);
        await().atMost(PATIENCE).until(() -> predictions.read().size() == sent);
        assertThat(FAILED.get()).isEqualTo(before + part);
      }
      for (int i = RECORDINGS - DELAY; i < RECORDINGS; i++) {
        label(topics, i);
      }
      mark(topics.frames(), 2L * RECORDINGS);
      mark(topics.labels(), 2L * RECORDINGS);
      await()
          .atMost(PATIENCE)
          .until(() -> newest.get() != null && newest.get().provenance().labelsLearned() == labels);
      assertThat(follower.failure()).isEmpty();
      LabelledStimuli windows = ShakenDigits.windows(spec, RECORDINGS);
      PlainStream plain =
          features ? new PlainStream(spec, SEED, windows) : new PlainStream(COUNTS, windows);
      plain.send(0, RECORDINGS, DELAY);
      assertThat(newest.get().fingerprint()).isEqualTo(plain.fingerprint());
      assertThat(said(predictions)).isEqualTo(plain.said());
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static List<Said> said(TopicReader predictions) throws Exception {
    List<Said> said = new ArrayList<>();
    for (Received record : predictions.readToEnd()) {
      said.add(Said.of(PredictionFormat.decode(record), START));
    }
    said.sort(Comparator.comparing(Said::position));
    return said;
  }

  /** The job, with a task beside it that fails at labels when it is asked to. */
  private static void failing(StreamExecutionEnvironment env, LearningSettings settings) {
    settings.addTo(env);
    RunSettings run = settings.run();
    env.fromSource(
            new Kafka(run).wholeSource(run.topics().labels()),
            WatermarkStrategy.noWatermarks(),
            "beside")
        .uid("beside")
        .map(new Failing())
        .returns(new VersionedType<>(Codecs.RECEIVED))
        .uid("failing")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
  }

  private static final class Failing implements MapFunction<Received, Received> {

    private static final long serialVersionUID = 1L;

    @Override
    public Received map(Received record) {
      if (FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        FAILED.incrementAndGet();
        throw new IllegalStateException("asked for");
      }
      return record;
    }
  }

  /**
   * Sends recordings in packets of all lengths, with labels of earlier ones in between. Within one
   * of them the job fails.
   */
  private static void send(TopicNames topics, int from, int to) {
    Random draws = new Random(from);
    for (int i = from; i < to; i++) {
      byte[] bytes = ShakenDigits.recording(i, EventFormat.AER40);
      int middle = 1 + draws.nextInt(bytes.length - 1);
      packet(topics, i, Arrays.copyOf(bytes, middle / 2), false);
      packet(topics, i, Arrays.copyOfRange(bytes, middle / 2, middle), false);
      producer.flush();
      if (i == (from + to) / 2) {
        FAILURES.incrementAndGet();
      }
      if (i >= DELAY) {
        label(topics, i - DELAY);
      }
      packet(topics, i, Arrays.copyOfRange(bytes, middle, bytes.length), true);
      mark(topics.frames(), i + 1L);
      mark(topics.labels(), i + 1L);
    }
    producer.flush();
  }

  private static void label(TopicNames topics, int i) {
    Label label = new Label(ModelKey.DEFAULT, "f-" + i, ShakenDigits.label(i), START + i + DELAY);
    producer.send(LabelFormat.encode(topics.labels(), null, label));
  }

  private static void packet(TopicNames topics, int i, byte[] bytes, boolean last) {
    EventPacket packet =
        new EventPacket(
            ModelKey.DEFAULT,
            "r-" + i,
            Optional.of(EventFormat.AER40),
            Optional.empty(),
            bytes,
            last ? Optional.of(new WindowEnd("f-" + i, Optional.empty())) : Optional.empty(),
            START + i);
    producer.send(EventPacketFormat.encode(topics.frames(), null, packet));
  }

  private static void mark(String topic, long time) {
    for (int partition = 0; partition < producer.partitionsFor(topic).size(); partition++) {
      producer.send(TimeMark.record(topic, partition, START + time));
    }
  }
}
