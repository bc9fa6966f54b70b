package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.job.Mutants.Fate;
import io.firstspike.pipeline.stream.job.Mutants.Mutant;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Thousands of records that nobody should send, among good ones, through a real broker and a job
 * that may not restart once: each ends as it must, and the good ones as if they were alone.
 */
@Tag("slow")
class BadInputTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 20L, "S2", 20L));
  private static final int FEATURE_FRAMES = 40;
  private static final Dataset DIGITS = MnistSample.train();
  private static final String GOOD = "good";

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    flink = EmbeddedFlink.start(2, configuration);
  }

  @AfterAll
  static void stop() {
    flink.close();
  }

  private static TopicNames topics(String prefix) {
    return BROKER.topics(prefix, 2);
  }

  private static LearningSettings.Builder settings(TopicNames topics) {
    return LearningSettings.builder(SPEC, BROKER.clientProperties())
        .topics(topics)
        .groupId(topics.frames())
        .checkpointInterval(Duration.ofMillis(500))
        .publishEveryLabels(100)
        .parallelism(2);
  }

  @Test
  void inLiveOrderTenThousandMutantsHarmNobody() throws Exception {
    TopicNames topics = topics("live-");
    Mutants mutants = new Mutants(topics, DIGITS, 1);
    int good = 200;
    int perGood = 50;
    // Long enough for a frame and its label to meet on a machine that is busy with other things.
    JobClient job =
        flink.submit(settings(topics).traceTimeToLive(Duration.ofSeconds(10)).build()::addTo);
    Map<Mutant, Future<RecordMetadata>> sent = new HashMap<>();
    try (Outcomes outcomes = new Outcomes(topics)) {
      try (KafkaProducer<byte[], byte[]> producer = producer(BROKER.clientProperties())) {
        for (int i = 0; i < good; i++) {
          producer.send(frame(topics, i, System.currentTimeMillis(), true));
          for (int n = i * perGood; n < (i + 1) * perGood; n++) {
            Mutant mutant = mutants.get(n);
            sent.put(mutant, producer.send(mutant.record()));
          }
        }
        for (ProducerRecord<byte[], byte[]> large : large(topics)) {
          sent.put(
              new Mutant("too large", Fate.DEAD, "exceed the limit of 4194304", large),
              producer.send(large));
        }
      }
      assertThat(sent).hasSizeGreaterThan(10_000);
      outcomes.awaitAll(sent.keySet(), good);
      outcomes.check(sent);
      // All is quiet now: what follows is learned by way of its topic, too.
      try (KafkaProducer<byte[], byte[]> producer = producer(BROKER.clientProperties())) {
        for (int i = good; i < good + 50; i++) {
          producer.send(frame(topics, i, System.currentTimeMillis(), false));
          producer.send(label(topics, i, System.currentTimeMillis()));
        }
      }
      await().atMost(PATIENCE).until(() -> outcomes.labelsLearned() == good + 50 - FEATURE_FRAMES);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(outcomes.good()).hasSize(good + 50));
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /**
   * Timestamps are what this order goes by, and the weights tell whether anything was disturbed.
   */
  @Test
  void inReplayOrderMutantsLeaveTheWeightsAsTheyWouldBeWithoutThem() throws Exception {
    TopicNames topics = topics("replay-");
    Mutants mutants = new Mutants(topics, DIGITS, 2);
    int good = 200;
    int delay = 7;
    int perGood = 10;
    long start = 1_700_000_000_000L;
    JobClient job =
        flink.submit(
            settings(topics).order(Order.REPLAY).delivery(Delivery.EXACTLY_ONCE).build()::addTo);
    Map<Mutant, Future<RecordMetadata>> sent = new HashMap<>();
    List<FollowedModel> models = new ArrayList<>();
    try (Outcomes outcomes = new Outcomes(topics);
        ModelFollower follower =
            ModelFollower.follow(
                BROKER.clientProperties(), topics.models(), model -> add(model, models))) {
      try (KafkaProducer<byte[], byte[]> producer = producer(BROKER.clientProperties())) {
        for (int i = 0; i < good + delay; i++) {
          if (i < good) {
            producer.send(frame(topics, i, start + i, false));
          }
          if (i >= delay) {
            producer.send(label(topics, i - delay, start + i));
          }
          for (int n = i * perGood; n < (i + 1) * perGood; n++) {
            Mutant mutant = at(start + i, mutants.get(n));
            sent.put(mutant, producer.send(mutant.record()));
          }
        }
        mark(producer, topics, start + Duration.ofMinutes(30).toMillis());
      }
      outcomes.awaitAll(sent.keySet(), good);
      outcomes.check(sent);
      assertThat(outcomes.good()).hasSize(good);
      String plain = PlainStream.delayed(SPEC, 1, DIGITS, good, delay).fingerprint();
      await().atMost(PATIENCE).until(() -> plain.equals(newestFingerprint(models)));
      await().atMost(PATIENCE).until(() -> outcomes.labelsLearned() == good - FEATURE_FRAMES);
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
      assertThat(follower.failure()).isEmpty();
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aRecordThatOnlyCompressionMakesSmallDoesNotReachTheTopic() {
    TopicNames topics = topics("bomb-");
    Properties properties = BROKER.clientProperties();
    properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    try (KafkaProducer<byte[], byte[]> producer = producer(properties)) {
      for (String topic : List.of(topics.frames(), topics.labels())) {
        Future<RecordMetadata> sent =
            producer.send(new ProducerRecord<>(topic, new byte[Topics.MAX_FRAME_BYTES + 1]));
        assertThatThrownBy(() -> sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .hasCauseInstanceOf(RecordTooLargeException.class);
      }
    }
  }

  /** Topics that someone else created may let through what no dead letter can hold. */
  @Test
  void aRecordLargerThanADeadLetterMayBeIsCut() throws Exception {
    TopicNames topics = topics("cut-");
    allowLargeRecords(topics.frames());
    JobClient job = flink.submit(settings(topics).build()::addTo);
    try (Outcomes outcomes = new Outcomes(topics);
        KafkaProducer<byte[], byte[]> producer = producer(BROKER.clientProperties())) {
      ProducerRecord<byte[], byte[]> large =
          new ProducerRecord<>(topics.frames(), new byte[12 << 20]);
      // The broker hears of the topic's new setting a moment after it has been made.
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .until(() -> producer.send(large).get().hasOffset());
      await().atMost(PATIENCE).until(() -> !outcomes.deadLetters().isEmpty());

      Received letter = outcomes.deadLetters().get(0);
      assertThat(text(letter, "dead-letter-reason")).contains("exceed the limit of 4194304 bytes");
      assertThat(text(letter, "dead-letter-cut")).contains("value of 12582912");
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void allowLargeRecords(String topic) throws Exception {
    try (Admin admin = Admin.create(BROKER.clientProperties())) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      AlterConfigOp larger =
          new AlterConfigOp(
              new ConfigEntry("max.message.bytes", "16777216"), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(larger))).all().get();
    }
  }

  /** Frames of more bytes than the limit, which the topic takes. */
  private static List<ProducerRecord<byte[], byte[]>> large(TopicNames topics) {
    List<ProducerRecord<byte[], byte[]>> large = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      large.add(new ProducerRecord<>(topics.frames(), new byte[(4 << 20) + 1 + i]));
    }
    return large;
  }

  /** The mutant at a time, unless its time is what is wrong with it. */
  private static Mutant at(long timestamp, Mutant mutant) {
    ProducerRecord<byte[], byte[]> record = mutant.record();
    if (record.timestamp() != null) {
      return mutant;
    }
    return new Mutant(
        mutant.name(),
        mutant.fate(),
        mutant.reason(),
        new ProducerRecord<>(
            record.topic(), null, timestamp, record.key(), record.value(), record.headers()));
  }

  private static String newestFingerprint(List<FollowedModel> models) {
    synchronized (models) {
      return models.isEmpty() ? "" : models.get(models.size() - 1).model().fingerprint();
    }
  }

  private static void add(FollowedModel model, List<FollowedModel> models) {
    if (model.modelKey().equals(GOOD)) {
      synchronized (models) {
        models.add(model);
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> frame(
      TopicNames topics, int index, long time, boolean labelled) {
    Optional<String> label = labelled ? Optional.of(DIGITS.label(index)) : Optional.empty();
    return FrameFormat.encodeRaw(
        topics.frames(), null, new Frame(GOOD, "good-" + index, DIGITS.image(index), label, time));
  }

  private static ProducerRecord<byte[], byte[]> label(TopicNames topics, int index, long time) {
    return LabelFormat.encode(
        topics.labels(), null, new Label(GOOD, "good-" + index, DIGITS.label(index), time));
  }

  private static void mark(
      KafkaProducer<byte[], byte[]> producer, TopicNames topics, long timestamp) {
    for (String topic : List.of(topics.frames(), topics.labels())) {
      producer
          .partitionsFor(topic)
          .forEach(p -> producer.send(TimeMark.record(topic, p.partition(), timestamp)));
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Properties client) {
    client.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(64 << 20));
    client.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(128 << 20));
    return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static String text(Received received, String header) {
    return new String(received.header(header).orElseThrow(), StandardCharsets.UTF_8);
  }

  /** What became of the records. */
  private static final class Outcomes implements AutoCloseable {

    private final TopicReader predictions;
    private final TopicReader deadLetters;
    private final TopicReader metrics;

    Outcomes(TopicNames topics) {
      predictions = new TopicReader(BROKER.clientProperties(), topics.predictions());
      deadLetters = new TopicReader(BROKER.clientProperties(), topics.deadLetters());
      metrics = new TopicReader(BROKER.clientProperties(), topics.metrics());
    }

    List<Received> deadLetters() {
      return deadLetters.read();
    }

    /** Waits until every mutant and {@code good} frames have come to an end. */
    void awaitAll(Set<Mutant> mutants, int good) {
      long ends = mutants.stream().filter(m -> m.fate() != Fate.NOTHING).count() + good;
      await()
          .atMost(PATIENCE)
          .until(
              () -> predictions.read().size() + deadLetters.read().size(), count -> count >= ends);
    }

    /** The ids of good frames that were answered. */
    List<String> good() throws MalformedException {
      return answered().stream().filter(id -> id.startsWith("good-")).toList();
    }

    private List<String> answered() throws MalformedException {
      List<String> ids = new ArrayList<>();
      for (Received record : predictions.read()) {
        ids.add(PredictionFormat.decode(record).frameId());
      }
      assertThat(ids).doesNotHaveDuplicates();
      return ids;
    }

    /** The reasons of the dead letters, by the position of the record they are of. */
    private Map<String, String> reasons() {
      Map<String, String> reasons = new HashMap<>();
      for (Received letter : deadLetters.read()) {
        String position =
            text(letter, "dead-letter-topic")
                + "-"
                + text(letter, "dead-letter-partition")
                + "-"
                + text(letter, "dead-letter-offset");
        assertThat(reasons.put(position, text(letter, "dead-letter-reason"))).isNull();
      }
      return reasons;
    }

    void check(Map<Mutant, Future<RecordMetadata>> sent)
        throws MalformedException, InterruptedException, ExecutionException {
      Set<String> answered = new HashSet<>(answered());
      Map<String, String> reasons = reasons();
      List<String> wrong = new ArrayList<>();
      for (Map.Entry<Mutant, Future<RecordMetadata>> one : sent.entrySet()) {
        Mutant mutant = one.getKey();
        RecordMetadata at = one.getValue().get();
        String position = at.topic() + "-" + at.partition() + "-" + at.offset();
        boolean prediction = answered.contains(position) || answered.contains(id(mutant));
        String reason = reasons.remove(position);
        boolean asItMust =
            switch (mutant.fate()) {
              case DEAD -> !prediction && reason != null && reason.contains(mutant.reason());
              case ANSWERED -> prediction && reason == null;
              case EITHER -> prediction == (reason == null);
              case NOTHING -> !prediction && reason == null;
            };
        if (!asItMust) {
          wrong.add(mutant.name() + ": prediction " + prediction + ", reason " + reason);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(reasons).as("dead letters of good records").isEmpty();
    }

    private static String id(Mutant mutant) {
      var header = mutant.record().headers().lastHeader("frame-id");
      return header == null || header.value() == null
          ? ""
          : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** How many labels the learner of the good frames has learned from. */
    long labelsLearned() throws MalformedException {
      long learned = 0;
      for (Received record : metrics.read()) {
        Metrics one = MetricsFormat.decode(record);
        if (one.modelKey().equals(GOOD)) {
          learned = Math.max(learned, one.totals().of(Counter.LABELS_LEARNED));
        }
      }
      return learned;
    }

    @Override
    public void close() {
      predictions.close();
      deadLetters.close();
      metrics.close();
    }
  }
}
