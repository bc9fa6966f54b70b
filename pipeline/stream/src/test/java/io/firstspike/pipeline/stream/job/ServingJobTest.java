package io.firstspike.pipeline.stream.job;

import static io.firstspike.testkit.TrainedModels.DIGITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.pipeline.stream.serving.SlotKeys;
import io.firstspike.pipeline.stream.serving.Versions;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import io.firstspike.testkit.TrainedModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The serving job, with a real broker, a real cluster, real digits and models learned from them.
 */
@Tag("slow")
class ServingJobTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long START = 1_700_000_000_000L;
  private static final Model ONE = TrainedModels.trained(40);
  private static final Model TWO = TrainedModels.trained(240);

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    Configuration noRestarts = new Configuration();
    noRestarts.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    flink = EmbeddedFlink.start(3, noRestarts);
    Properties large = BROKER.clientProperties();
    large.put("max.request.size", Topics.MAX_MODEL_BYTES);
    producer = new KafkaProducer<>(large, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    flink.close();
  }

  private static TopicNames topics(String prefix) {
    return BROKER.topics(prefix, 2);
  }

  private static ServingSettings.Builder settings(TopicNames topics) {
    return ServingSettings.builder(BROKER.clientProperties())
        .topics(topics)
        .groupId(topics.frames())
        .delivery(Delivery.EXACTLY_ONCE)
        .checkpointInterval(Duration.ofMillis(300))
        .modelWait(Duration.ofHours(1))
        .parallelism(2);
  }

  private static void publish(TopicNames topics, List<ModelUpdate> updates) {
    for (ModelUpdate update : updates) {
      producer.send(ModelUpdateFormat.encode(topics.models(), 2, update));
    }
    producer.flush();
  }

  /** Frame {@code number} shows digit {@code number} modulo 1,000. */
  private static void send(TopicNames topics, String modelKey, int number) {
    producer.send(
        FrameFormat.encodeRaw(
            topics.frames(),
            number % 2,
            new Frame(
                modelKey, "f-" + number, DIGITS.image(digit(number)), Optional.empty(), number)));
  }

  private static int digit(long number) {
    return (int) (number % 1000);
  }

  private static void stop(JobClient job) throws Exception {
    job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static List<Prediction> decoded(List<Received> records) throws MalformedException {
    List<Prediction> predictions = new ArrayList<>();
    for (Received record : records) {
      predictions.add(PredictionFormat.decode(record));
    }
    return predictions;
  }

  private static List<Prediction> awaitAll(TopicReader reader, int count) throws Exception {
    await().atMost(PATIENCE).until(() -> reader.read().size() >= count);
    return decoded(reader.read());
  }

  /** Every frame once, and each with just what a classifier of the version it names says. */
  private static void assertAnswers(List<Prediction> predictions, int frames, Model... versions) {
    Map<String, Model> byVersion =
        Stream.of(versions).collect(Collectors.toMap(Versions::version, model -> model));
    assertThat(predictions).extracting(Prediction::frameId).hasSize(frames).doesNotHaveDuplicates();
    for (Prediction p : predictions) {
      assertThat(byVersion).containsKey(p.modelVersion());
      assertThat(p)
          .isEqualTo(
              Versions.expected(byVersion.get(p.modelVersion()), digit(p.frameTimestamp()), p));
    }
  }

  private static long count(List<Prediction> predictions, Model version) {
    return predictions.stream()
        .filter(p -> p.modelVersion().equals(Versions.version(version)))
        .count();
  }

  @Test
  void a_new_version_is_adopted_while_frames_flow_and_no_frame_is_lost() throws Exception {
    TopicNames topics = topics("flow-");
    publish(topics, Versions.publication("a", ONE));
    JobClient job = flink.submit(settings(topics).build()::addTo);
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      int sent = 0;
      for (; sent < 200; sent++) {
        send(topics, "a", sent);
      }
      awaitAll(reader, 100);
      publish(topics, Versions.changes("a", ONE, TWO));
      // Frames go on flowing until some have been answered by the new version.
      while (count(decoded(reader.read()), TWO) < 100) {
        for (int end = sent + 20; sent < end; sent++) {
          send(topics, "a", sent);
        }
        assertThat(sent).isLessThan(100_000);
        assertRunning(job);
      }
      List<Prediction> predictions = awaitAll(reader, sent);

      assertAnswers(predictions, sent, ONE, TWO);
      assertThat(count(predictions, ONE)).isPositive();
      assertForwardOnly(predictions);
      assertRunning(job);
    } finally {
      stop(job);
    }
  }

  /** No job of this test is ever restarted: one that fails ends. */
  private static void assertRunning(JobClient job) throws Exception {
    assertThat(job.getJobStatus().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(JobStatus.RUNNING);
  }

  /** Each of the two subtasks goes from version one to version two and never back. */
  private static void assertForwardOnly(List<Prediction> predictions) {
    Map<Integer, List<Prediction>> bySubtask =
        predictions.stream().collect(Collectors.groupingBy(p -> subtask(p.frameTimestamp())));
    assertThat(bySubtask).hasSize(2);
    for (List<Prediction> answers : bySubtask.values()) {
      long one = count(answers, ONE);
      assertThat(answers.subList(0, (int) one))
          .extracting(Prediction::modelVersion)
          .containsOnly(Versions.version(ONE));
    }
  }

  /** Which subtask frame {@code number} was dealt to. */
  private static int subtask(long number) {
    Received frame =
        new Received(
            new Origin("frames", (int) (number % 2), number / 2, 0), null, null, List.of());
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        new SlotKeys(RunSettings.MAX_PARALLELISM).getKey(frame), RunSettings.MAX_PARALLELISM, 2);
  }

  @Test
  void frames_that_come_before_any_model_are_answered_when_it_comes() throws Exception {
    TopicNames topics = topics("early-");
    int frames = 100;
    for (int i = 0; i < frames; i++) {
      send(topics, "a", i);
    }
    JobClient job = flink.submit(settings(topics).build()::addTo);
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      awaitRead(topics, frames);
      assertThat(reader.readToEnd()).isEmpty();
      publish(topics, Versions.publication("a", ONE));

      assertAnswers(awaitAll(reader, frames), frames, ONE);
      assertRunning(job);
    } finally {
      stop(job);
    }
  }

  /** Waits until the group has committed that it has read so many frames. */
  private static void awaitRead(TopicNames topics, long frames) {
    try (Admin admin = Admin.create(BROKER.clientProperties())) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  admin
                          .listConsumerGroupOffsets(topics.frames())
                          .partitionsToOffsetAndMetadata()
                          .get()
                          .entrySet()
                          .stream()
                          .filter(entry -> entry.getKey().topic().equals(topics.frames()))
                          .mapToLong(entry -> entry.getValue().offset())
                          .sum()
                      == frames);
    }
  }

  @Test
  void a_frame_whose_model_does_not_come_is_a_dead_letter() throws Exception {
    TopicNames topics = topics("never-");
    publish(topics, Versions.publication("a", ONE));
    JobClient job = flink.submit(settings(topics).modelWait(Duration.ofSeconds(1)).build()::addTo);
    try (TopicReader predictions =
            new TopicReader(BROKER.clientProperties(), topics.predictions());
        TopicReader letters = new TopicReader(BROKER.clientProperties(), topics.deadLetters())) {
      send(topics, "nobody", 0);
      send(topics, "a", 1);

      await().atMost(PATIENCE).until(() -> letters.read().size() == 1);
      assertThat(reason(letters.read().get(0))).contains("no model \"nobody\" came within 1 s");
      assertAnswers(awaitAll(predictions, 1), 1, ONE);
    } finally {
      stop(job);
    }
  }

  @Test
  void bad_records_of_models_are_dead_letters_and_the_job_goes_on() throws Exception {
    TopicNames topics = topics("bad-");
    publish(topics, Versions.publication("a", ONE));
    String[] values = {"{", "null", "\u0001\uffff", "x".repeat(2 << 20)};
    List<ProducerRecord<byte[], byte[]>> bad = new ArrayList<>();
    for (String value : values) {
      bad.add(new ProducerRecord<>(topics.models(), bytes("a"), bytes(value)));
      bad.add(new ProducerRecord<>(topics.models(), bytes("a/S1/0"), bytes(value)));
    }
    bad.add(new ProducerRecord<>(topics.models(), bytes("no/update"), bytes("value")));
    bad.add(new ProducerRecord<>(topics.models(), bytes("a/S1/0"), null));
    for (ProducerRecord<byte[], byte[]> record : bad) {
      producer.send(record).get();
    }
    JobClient job = flink.submit(settings(topics).build()::addTo);
    try (TopicReader predictions =
            new TopicReader(BROKER.clientProperties(), topics.predictions());
        TopicReader letters = new TopicReader(BROKER.clientProperties(), topics.deadLetters())) {
      send(topics, "a", 0);
      awaitAll(predictions, 1);
      publish(topics, Versions.changes("a", ONE, TWO));
      await().atMost(PATIENCE).until(() -> letters.read().size() >= bad.size());
      for (int sent = 1; count(decoded(predictions.read()), TWO) == 0; sent++) {
        send(topics, "a", sent);
        awaitAll(predictions, sent + 1);
      }

      assertThat(letters.read()).hasSize(bad.size());
      assertThat(letters.read())
          .allMatch(letter -> text(letter, "dead-letter-where").equals("model update"))
          .allMatch(letter -> text(letter, "dead-letter-topic").equals(topics.models()));
      assertRunning(job);
    } finally {
      stop(job);
    }
  }

  @Test
  void a_savepoint_goes_on_at_another_parallelism(@TempDir Path savepoints) throws Exception {
    TopicNames topics = topics("savepoint-");
    publish(topics, Versions.publication("a", ONE));
    int before = 60;
    int after = 120;
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      JobClient first = flink.submit(settings(topics).parallelism(1).build()::addTo);
      for (int i = 0; i < before; i++) {
        send(topics, i % 3 == 0 ? "b" : "a", i);
      }
      awaitRead(topics, before);
      String savepoint =
          first
              .stopWithSavepoint(
                  false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertAnswers(awaitAll(reader, before * 2 / 3), before * 2 / 3, ONE);
      for (int i = before; i < after; i++) {
        send(topics, i % 3 == 0 ? "b" : "a", i);
      }
      Configuration fromSavepoint = new Configuration();
      fromSavepoint.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
      JobClient second =
          flink.submit(settings(topics).parallelism(3).build()::addTo, fromSavepoint);
      try {
        int ofModelA = after * 2 / 3;
        assertAnswers(awaitAll(reader, ofModelA), ofModelA, ONE);
        publish(topics, Versions.publication("b", TWO));
        assertAnswers(awaitAll(reader, after), after, ONE, TWO);
        assertRunning(second);
      } finally {
        stop(second);
      }
    }
  }

  @Test
  void a_model_from_a_file_serves_until_the_key_has_its_own() throws Exception {
    TopicNames topics = topics("file-");
    JobClient job =
        flink.submit(settings(topics).model(Optional.of(ModelFile.toBytes(ONE))).build()::addTo);
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      for (int i = 0; i < 50; i++) {
        send(topics, "a", i);
      }
      assertAnswers(awaitAll(reader, 50), 50, ONE);
    } finally {
      stop(job);
    }
  }

  @Test
  void a_server_follows_the_versions_of_a_job_that_learns() throws Exception {
    TopicNames topics = topics("both-");
    TopicNames served = topics.withPredictions("both-served");
    Topics.ensure(BROKER.clientProperties(), served, 2);
    int frames = 160;
    int labels = frames - TrainedModels.FEATURE_FRAMES;
    Map<String, Model> published = new ConcurrentHashMap<>();
    JobClient server = flink.submit(settings(served).groupId("both-server").build()::addTo);
    JobClient learner =
        flink.submit(
            LearningSettings.builder(TrainedModels.SPEC, BROKER.clientProperties())
                    .topics(topics)
                    .groupId("both-learner")
                    .checkpointInterval(Duration.ofMillis(300))
                    .publishEveryLabels(labels / 4)
                    .build()
                ::addTo);
    try (ModelFollower follower =
            ModelFollower.follow(
                BROKER.clientProperties(),
                topics.models(),
                model -> published.put(model.modelVersion(), model.model()));
        TopicReader reader = new TopicReader(BROKER.clientProperties(), served.predictions())) {
      replay(topics, 0, frames);
      String last = TrainedModels.SPEC.name() + "@" + frames;
      await().atMost(PATIENCE).until(() -> published.containsKey(last));
      int sent = frames;
      while (decoded(reader.read()).stream().noneMatch(p -> p.modelVersion().equals(last))) {
        replay(topics, sent, sent + 10);
        sent += 10;
        awaitAll(reader, sent);
      }
      List<Prediction> predictions = awaitAll(reader, sent);

      assertThat(predictions).extracting(Prediction::frameId).hasSize(sent).doesNotHaveDuplicates();
      for (Prediction p : predictions) {
        assertThat(published).containsKey(p.modelVersion());
        assertServed(p, published.get(p.modelVersion()));
      }
      assertThat(follower.failure()).isEmpty();
      assertRunning(server);
    } finally {
      stop(learner);
      stop(server);
    }
  }

  private static void assertServed(Prediction prediction, Model model) {
    if (model.progress().deciding(model.spec())) {
      int digit = (int) (prediction.frameTimestamp() - START);
      assertThat(prediction).isEqualTo(Versions.expected(model, digit, prediction));
    } else {
      assertThat(prediction.silent()).isTrue();
      assertThat(prediction.phase()).isEqualTo("S1");
    }
  }

  /** Digits in order with their labels: the learner learns from those within the first frames. */
  private static void replay(TopicNames topics, int from, int to) {
    boolean labelled = from == 0;
    new Replayer(BROKER.clientProperties(), topics)
        .replay(
            DIGITS,
            ReplayOptions.startingAt(START + from)
                .withRange(from, to)
                .withLabels(labelled ? LabelPlace.TOPIC : LabelPlace.NOWHERE, LabelDelay.NONE),
            done -> {});
  }

  private static String reason(Received letter) {
    return text(letter, "dead-letter-reason");
  }

  private static String text(Received letter, String header) {
    return new String(letter.header(header).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
