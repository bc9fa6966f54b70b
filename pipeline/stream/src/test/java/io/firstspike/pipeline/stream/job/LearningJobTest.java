package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.DropoutSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole job, with a real broker, a real cluster and real digits. */
@Tag("slow")
class LearningJobTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 100L, "S2", 100L));
  private static final int FEATURE_FRAMES = 200;
  private static final int FRAMES = 400;
  private static final int DELAY = 7;
  private static final Dataset DIGITS = MnistSample.train();
  private static final long START = 1_700_000_000_000L;

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() throws Exception {
    flink = EmbeddedFlink.start(2, new Configuration());
  }

  @AfterAll
  static void stop() {
    flink.close();
  }

  private static TopicNames topics(String prefix, int partitions) {
    return BROKER.topics(prefix, partitions);
  }

  private static LearningSettings.Builder settings(TopicNames topics) {
    return settings(SPEC, topics);
  }

  private static LearningSettings.Builder settings(NetworkSpec spec, TopicNames topics) {
    return LearningSettings.builder(spec, BROKER.clientProperties())
        .topics(topics)
        .groupId(topics.frames())
        .checkpointInterval(Duration.ofMillis(500))
        .publishEveryLabels(100)
        .parallelism(2);
  }

  private static void replay(TopicNames topics, int from, int to, long start) {
    new Replayer(BROKER.clientProperties(), topics)
        .replay(
            DIGITS,
            ReplayOptions.startingAt(start)
                .withRange(from, to)
                .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(DELAY)),
            frames -> {});
  }

  /** By reward and punishment, by the delta rule, and without feature layers. */
  private static List<NetworkSpec> networks() {
    return List.of(
        SPEC,
        NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", (long) FEATURE_FRAMES)),
        shallow());
  }

  /** The shallow network, made to see digits: with the first to fire, and with dropout. */
  private static NetworkSpec shallow() {
    NetworkSpec shipped = NetworkSpec.load("mozafari-2018");
    DropoutSpec dropout = new DropoutSpec(shipped.decision().dropout().share(), 50);
    List<String> digits = SPEC.decision().labels();
    return shipped.toBuilder()
        .name("shallow")
        .input(new InputSpec(28, 28))
        .decision(d -> d.labels(digits).capacity(digits.size()).threshold(6f).dropout(dropout))
        .build();
  }

  private static int featureFrames(NetworkSpec spec) {
    return (int) spec.features().stream().mapToLong(layer -> layer.stdp().frames()).sum();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void replayEndsWithTheWeightsOfThePlainLoop(NetworkSpec spec) throws Exception {
    int features = featureFrames(spec);
    TopicNames topics = topics("replay-" + spec.name() + "-", 3);
    replay(topics, 0, FRAMES, START);
    List<FollowedModel> models = new ArrayList<>();
    JobClient job = flink.submit(settings(spec, topics).order(Order.REPLAY).build()::addTo);
    try (ModelFollower follower =
        ModelFollower.follow(BROKER.clientProperties(), topics.models(), add(models))) {
      Counts totals = awaitLabels(topics, FRAMES - features);
      await().atMost(PATIENCE).until(() -> finished(models, FRAMES - features));

      Model last = models.get(models.size() - 1).model();
      assertThat(last.fingerprint()).isEqualTo(plain(spec));
      assertThat(last.provenance().framesLearned()).isEqualTo(features);
      assertThat(totals.of(Counter.FRAMES_IN)).isEqualTo(FRAMES);
      assertThat(totals.of(Counter.PREDICTIONS)).isEqualTo(FRAMES);
      assertThat(totals.of(Counter.LABELS_SKIPPED)).isEqualTo(features);
      assertThat(totals.of(Counter.TRACES_WAITING) + totals.of(Counter.LABELS_WAITING)).isZero();
      assertThat(follower.failure()).isEmpty();
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aJobThatGoesOnFromASavepointEndsWithTheSameWeights(@TempDir Path savepoints)
      throws Exception {
    TopicNames topics = topics("savepoint-", 2);
    LearningSettings settings =
        settings(topics).order(Order.REPLAY).delivery(Delivery.EXACTLY_ONCE).build();
    replay(topics, 0, 300, START);
    JobClient first = flink.submit(settings::addTo);
    awaitLabels(topics, 300 - FEATURE_FRAMES);
    String savepoint =
        first
            .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    // Later than the last label of the first part.
    replay(topics, 300, FRAMES, START + 10_000);

    Configuration fromSavepoint = new Configuration();
    fromSavepoint.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    JobClient second = flink.submit(settings::addTo, fromSavepoint);
    List<FollowedModel> models = new ArrayList<>();
    try (ModelFollower follower =
            ModelFollower.follow(BROKER.clientProperties(), topics.models(), add(models));
        TopicReader predictions =
            new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      await().atMost(PATIENCE).until(() -> finished(models, FRAMES - FEATURE_FRAMES));
      await().atMost(PATIENCE).until(() -> predictions.read().size() >= FRAMES);

      assertThat(models.get(models.size() - 1).model().fingerprint()).isEqualTo(plainInTwoParts());
      assertThat(frameIds(predictions.read())).hasSize(FRAMES).doesNotHaveDuplicates();
      assertThat(follower.failure()).isEmpty();
    } finally {
      second.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void labelsThatWereAllReadBeforeAStopDoNotHoldEventTimeBack(@TempDir Path savepoints)
      throws Exception {
    TopicNames topics = topics("all-labels-", 2);
    LearningSettings settings = settings(topics).order(Order.REPLAY).build();
    List<FollowedModel> models = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = producer();
        ModelFollower follower =
            ModelFollower.follow(BROKER.clientProperties(), topics.models(), add(models))) {
      sendLabels(producer, topics);
      sendFrames(producer, topics, 0, 300);
      JobClient first = flink.submit(settings::addTo);
      awaitLabels(topics, 300 - DELAY - FEATURE_FRAMES);
      Configuration fromSavepoint = new Configuration();
      fromSavepoint.set(
          StateRecoveryOptions.SAVEPOINT_PATH,
          first
              .stopWithSavepoint(
                  false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      sendFrames(producer, topics, 300, FRAMES);

      JobClient second = flink.submit(settings::addTo, fromSavepoint);
      try {
        await().atMost(PATIENCE).until(() -> finished(models, FRAMES - FEATURE_FRAMES));
      } finally {
        second.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }

      assertThat(models.get(models.size() - 1).model().fingerprint()).isEqualTo(plain(SPEC));
      assertThat(follower.failure()).isEmpty();
    }
  }

  @Test
  void whatCannotBeUsedEndsOnDeadLettersAndTheJobGoesOn() throws Exception {
    TopicNames topics = topics("dead-", 2);
    try (KafkaProducer<byte[], byte[]> producer = producer();
        TopicReader predictions = new TopicReader(BROKER.clientProperties(), topics.predictions());
        TopicReader deadLetters =
            new TopicReader(BROKER.clientProperties(), topics.deadLetters())) {
      JobClient job =
          flink.submit(
              settings(topics)
                      .delivery(Delivery.EXACTLY_ONCE)
                      .traceTimeToLive(Duration.ofSeconds(1))
                      .build()
                  ::addTo);
      sendUseless(producer, topics);
      int good = 60;
      new Replayer(BROKER.clientProperties(), topics)
          .replay(
              DIGITS,
              ReplayOptions.startingAt(System.currentTimeMillis())
                  .withRange(0, good)
                  .withLabels(LabelPlace.FRAME, LabelDelay.NONE),
              frames -> {});
      await().atMost(PATIENCE).until(() -> deadLetters.read().size() >= 5);
      await().atMost(PATIENCE).until(() -> predictions.read().size() >= good);
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

      assertThat(reasons(deadLetters.read()))
          .hasSize(5)
          .anySatisfy(reason -> assertThat(reason).startsWith("frame: ").contains("PNG"))
          .anySatisfy(reason -> assertThat(reason).startsWith("frame: ").contains("2x2 grey"))
          .anySatisfy(reason -> assertThat(reason).startsWith("label: ").contains("JSON"))
          .anySatisfy(reason -> assertThat(reason).contains("giraffe").contains("[0, 1, 2"))
          .anySatisfy(
              reason -> assertThat(reason).contains("no frame with id \"never\" came within 1 s"));
      assertThat(frameIds(predictions.read())).hasSize(good).doesNotHaveDuplicates();
    }
  }

  @Test
  void aFinishedModelDecidesAsTheEngineDoesFromTheFirstFrame() throws Exception {
    TopicNames topics = topics("model-", 1);
    Learner learner = Learner.fresh(SPEC, 3);
    Classifier classifier = new Classifier(learner.network());
    for (int i = 0; i < FEATURE_FRAMES; i++) {
      learner.learnFeatures(
          classifier.features(classifier.encode(DIGITS.image(i)), learner.stage()));
    }
    Model model =
        new Model(
            SPEC,
            new Provenance(Provenance.SOFTWARE, 3, "sample", FEATURE_FRAMES, 0),
            learner.progress(),
            learner.network().weights().toArrays());
    JobClient job =
        flink.submit(settings(topics).model(Optional.of(ModelFile.toBytes(model))).build()::addTo);
    new Replayer(BROKER.clientProperties(), topics)
        .replay(
            DIGITS,
            ReplayOptions.startingAt(START)
                .withRange(200, 300)
                .withLabels(LabelPlace.NOWHERE, LabelDelay.NONE),
            frames -> {});
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      await().atMost(PATIENCE).until(() -> reader.read().size() >= 100);
      for (Received record : reader.read()) {
        Prediction prediction = PredictionFormat.decode(record);
        int index = (int) (prediction.frameTimestamp() - START) + 200;
        assertThat(prediction.label().orElse("silent"))
            .isEqualTo(classifier.name(classifier.classify(DIGITS.image(index))));
        assertThat(prediction.modelVersion()).isEqualTo("mozafari-2019@200");
      }
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** All labels, and that no more come. */
  private static void sendLabels(KafkaProducer<byte[], byte[]> producer, TopicNames topics) {
    for (int i = 0; i < FRAMES; i++) {
      producer.send(
          LabelFormat.encode(
              topics.labels(),
              null,
              new Label("default", "digit-" + i, DIGITS.label(i), START + i + DELAY)));
    }
    mark(producer, topics.labels(), START + 2 * FRAMES);
  }

  /** Some of the frames; after the last of all, that no more come. */
  private static void sendFrames(
      KafkaProducer<byte[], byte[]> producer, TopicNames topics, int from, int to) {
    for (int i = from; i < to; i++) {
      Frame frame =
          new Frame("default", "digit-" + i, DIGITS.image(i), Optional.empty(), START + i);
      producer.send(FrameFormat.encodeRaw(topics.frames(), null, frame));
    }
    mark(producer, topics.frames(), START + (to == FRAMES ? 2 * FRAMES : to));
  }

  private static void mark(KafkaProducer<byte[], byte[]> producer, String topic, long time) {
    for (int partition = 0; partition < producer.partitionsFor(topic).size(); partition++) {
      producer.send(TimeMark.record(topic, partition, time));
    }
    producer.flush();
  }

  /** Two frames and three labels that cannot be used, each for a reason of its own. */
  private static void sendUseless(KafkaProducer<byte[], byte[]> producer, TopicNames topics) {
    producer.send(new ProducerRecord<>(topics.frames(), bytes("key"), bytes("no picture")));
    producer.send(new ProducerRecord<>(topics.frames(), bytes("key"), pgm()));
    producer.send(new ProducerRecord<>(topics.labels(), bytes("key"), bytes("{\"frameId\":")));
    producer.send(label(topics, "no-such-frame", "giraffe"));
    producer.send(label(topics, "never", "3"));
    producer.flush();
  }

  /** Frames in order, each label {@link #DELAY} frames after its own. */
  private static String plain(NetworkSpec spec) {
    return PlainStream.delayed(spec, 1, DIGITS, FRAMES, DELAY).fingerprint();
  }

  /** The same, but the first 300 frames get all their labels before the others come. */
  private static String plainInTwoParts() {
    PlainStream plain = new PlainStream(SPEC, 1, DIGITS);
    plain.send(0, 300, DELAY);
    plain.send(300, FRAMES, DELAY);
    return plain.fingerprint();
  }

  private static Consumer<FollowedModel> add(List<FollowedModel> models) {
    return model -> {
      synchronized (models) {
        models.add(model);
      }
    };
  }

  private static boolean finished(List<FollowedModel> models, long labels) {
    synchronized (models) {
      return !models.isEmpty()
          && models.get(models.size() - 1).model().provenance().labelsLearned() == labels;
    }
  }

  private static Counts awaitLabels(TopicNames topics, long labels) {
    try (TopicReader metrics = new TopicReader(BROKER.clientProperties(), topics.metrics())) {
      return await()
          .atMost(PATIENCE)
          .until(
              () -> newest(metrics.read()), totals -> totals.of(Counter.LABELS_LEARNED) == labels);
    }
  }

  private static Counts newest(List<Received> records) throws MalformedException {
    return records.isEmpty()
        ? Counts.NONE
        : MetricsFormat.decode(records.get(records.size() - 1)).totals();
  }

  private static List<String> frameIds(List<Received> predictions) throws MalformedException {
    List<String> ids = new ArrayList<>();
    for (Received record : predictions) {
      ids.add(PredictionFormat.decode(record).frameId());
    }
    return ids;
  }

  private static List<String> reasons(List<Received> deadLetters) {
    return deadLetters.stream()
        .map(
            letter ->
                text(letter.header("dead-letter-where").orElseThrow())
                    + ": "
                    + text(letter.header("dead-letter-reason").orElseThrow()))
        .toList();
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        BROKER.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static ProducerRecord<byte[], byte[]> label(
      TopicNames topics, String frameId, String label) {
    return LabelFormat.encode(
        topics.labels(), null, new Label("default", frameId, label, System.currentTimeMillis()));
  }

  /** A good picture of the wrong size. */
  private static byte[] pgm() {
    return bytes("P2 2 2 255 0 1 2 3");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
