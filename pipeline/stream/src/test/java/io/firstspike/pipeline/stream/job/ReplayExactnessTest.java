package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 5,000 frames and their labels, the engine alone and the whole job: one fingerprint, however the
 * two topics interleave, at any parallelism, in either state store, in batches of any size, and
 * with the kernels of a GPU.
 */
@Tag("slow")
class ReplayExactnessTest {

  private static final int FRAMES = 5000;
  private static final int FEATURE_FRAMES = 50;
  private static final int MARK_EVERY = 100;
  private static final long START = 1_700_000_000_000L;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Dataset DIGITS = MnistSample.train();
  private static final List<Event> EVENTS = events();

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;
  private static String plain;

  /** Which topic is ahead of the other when records are sent. */
  private enum Ahead {
    LABELS,
    FRAMES,
    NOW_ONE_NOW_THE_OTHER
  }

  /**
   * A frame or its label.
   *
   * @param time event time in milliseconds after the start
   */
  private record Event(long time, boolean frame, int index) {}

  /** In event time a label comes up to 20 frames before its own frame, or up to 60 after it. */
  private static List<Event> events() {
    Random random = new Random(1);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      events.add(new Event(20 + i, true, i));
      events.add(new Event(i + random.nextInt(80), false, i));
    }
    events.sort(
        Comparator.comparingLong(Event::time)
            .thenComparing(event -> !event.frame())
            .thenComparing(Event::index));
    return events;
  }

  @BeforeAll
  static void start() throws Exception {
    flink = EmbeddedFlink.start(4, new Configuration());
    plain = plain();
  }

  @AfterAll
  static void stop() {
    flink.close();
  }

  private static String plain() {
    PlainStream plain = new PlainStream(UpgradeStream.spec(), UpgradeStream.SEED, DIGITS);
    for (Event event : EVENTS) {
      if (event.frame()) {
        plain.frame(event.index());
      } else {
        plain.label(event.index());
      }
    }
    return plain.fingerprint();
  }

  @ParameterizedTest
  @CsvSource({
    "1, HEAP, LABELS, cpu, 0",
    "2, HEAP, NOW_ONE_NOW_THE_OTHER, cpu, 7",
    "4, HEAP, FRAMES, cpu, 256",
    "1, ROCKSDB, FRAMES, cpu, 64",
    "2, ROCKSDB, LABELS, cpu, 0",
    "4, ROCKSDB, NOW_ONE_NOW_THE_OTHER, cpu, 3",
    "2, HEAP, LABELS, cuda:memory=1g, 100"
  })
  void theJobEndsWithTheWeightsOfThePlainLoop(
      int parallelism, StateStore store, Ahead ahead, String backend, int batchFrames)
      throws Exception {
    if (!backend.equals(Backends.CPU)) {
      Shim.install();
    }
    TopicNames topics =
        TopicNames.DEFAULT.withPrefix(
            "exact-" + parallelism + store.backend() + backend.length() + "-");
    Topics.ensure(BROKER.clientProperties(), topics, 3);
    LearningSettings settings =
        LearningSettings.builder(UpgradeStream.spec(), BROKER.clientProperties())
            .topics(topics)
            .groupId(topics.frames())
            .seed(UpgradeStream.SEED)
            .order(Order.REPLAY)
            .checkpointInterval(Duration.ofMillis(500))
            .publishEveryLabels(FRAMES - FEATURE_FRAMES)
            .stateStore(Optional.of(store))
            .batching(new Batching(backend, batchFrames, Duration.ofMillis(20)))
            .parallelism(parallelism)
            .build();
    AtomicReference<Model> newest = new AtomicReference<>();
    JobClient job = flink.submit(settings::addTo);
    try (ModelFollower follower =
        ModelFollower.follow(
            BROKER.clientProperties(), topics.models(), model -> newest.set(model.model()))) {
      send(topics, ahead);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  newest.get() != null
                      && newest.get().provenance().labelsLearned() == FRAMES - FEATURE_FRAMES);
      assertThat(newest.get().fingerprint()).isEqualTo(plain);
      assertThat(follower.failure()).isEmpty();
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void send(TopicNames topics, Ahead ahead) {
    List<Event> frames = EVENTS.stream().filter(Event::frame).toList();
    List<Event> labels = EVENTS.stream().filter(event -> !event.frame()).toList();
    Random random = new Random(2);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            BROKER.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      int nextFrame = 0;
      int nextLabel = 0;
      while (nextFrame < FRAMES || nextLabel < FRAMES) {
        boolean frame =
            switch (ahead) {
              case FRAMES -> true;
              case LABELS -> false;
              case NOW_ONE_NOW_THE_OTHER -> random.nextBoolean();
            };
        // Many of one kind at a time: in event time the topics drift far apart.
        for (int i = random.nextInt(300); i >= 0; i--) {
          if ((frame || nextLabel == FRAMES) && nextFrame < FRAMES) {
            send(producer, topics, frames.get(nextFrame++), nextFrame);
          } else if (nextLabel < FRAMES) {
            send(producer, topics, labels.get(nextLabel++), nextLabel);
          }
        }
      }
      mark(producer, topics.frames(), FRAMES + 100L);
      mark(producer, topics.labels(), FRAMES + 100L);
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, TopicNames topics, Event event, int count) {
    int digit = event.index() % DIGITS.size();
    String id = "frame-" + event.index();
    long time = START + event.time();
    producer.send(
        event.frame()
            ? FrameFormat.encodeRaw(
                topics.frames(),
                null,
                new Frame(ModelKey.DEFAULT, id, DIGITS.image(digit), Optional.empty(), time))
            : LabelFormat.encode(
                topics.labels(), null, new Label(ModelKey.DEFAULT, id, DIGITS.label(digit), time)));
    if (count % MARK_EVERY == 0) {
      mark(producer, event.frame() ? topics.frames() : topics.labels(), event.time());
    }
  }

  /** Nothing older than {@code time} follows in the topic. */
  private static void mark(KafkaProducer<byte[], byte[]> producer, String topic, long time) {
    for (int partition = 0; partition < producer.partitionsFor(topic).size(); partition++) {
      producer.send(TimeMark.record(topic, partition, START + time));
    }
  }
}
