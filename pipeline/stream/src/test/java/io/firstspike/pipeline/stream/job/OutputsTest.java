package io.firstspike.pipeline.stream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.testkit.TopicReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs on topics that somebody made by hand, on a broker with the defaults of Kafka 4. */
@Tag("slow")
class OutputsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 20L, "S2", 20L));
  private static final Dataset DIGITS = MnistSample.train();
  private static final byte[] NO_IMAGE = "not an image ".repeat(170_000).getBytes(UTF_8);

  private static EmbeddedBroker broker;
  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() throws Exception {
    broker =
        EmbeddedBroker.start(
            new EmbeddedBroker.Options(
                0, Optional.empty(), Map.of("log.message.timestamp.after.max.ms", "3600000")));
    flink = EmbeddedFlink.start(2, new Configuration());
  }

  @AfterAll
  static void stop() {
    flink.close();
    broker.close();
  }

  private static TopicNames topics(String prefix) throws Exception {
    TopicNames topics = TopicNames.DEFAULT.withPrefix(prefix);
    try (Admin admin = Admin.create(broker.clientProperties())) {
      Map<String, Map<String, String>> settings = new HashMap<>();
      topics.all().forEach(name -> settings.put(name, Map.of()));
      settings.put(
          topics.frames(),
          Map.of(
              "max.message.bytes",
              "8388608",
              "message.timestamp.after.max.ms",
              Long.toString(Long.MAX_VALUE)));
      settings.put(topics.models(), Map.of("cleanup.policy", "compact"));
      admin
          .createTopics(
              topics.all().stream()
                  .map(name -> new NewTopic(name, 1, (short) 1).configs(settings.get(name)))
                  .toList())
          .all()
          .get();
    }
    // Waits until all can be used.
    Topics.ensure(broker.clientProperties(), topics, 1, PATIENCE);
    return topics;
  }

  private static void alter(String topic, String setting, String value) throws Exception {
    try (Admin admin = Admin.create(broker.clientProperties())) {
      AlterConfigOp change =
          new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
          .all()
          .get();
      // The broker hears of it a moment later.
      await().atMost(PATIENCE).until(() -> value.equals(told(admin, topic, setting)));
    }
  }

  private static String told(Admin admin, String topic, String setting) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(setting).value();
  }

  private static LearningSettings settings(TopicNames topics, Delivery delivery) {
    return LearningSettings.builder(SPEC, broker.clientProperties())
        .topics(topics)
        .groupId(topics.frames())
        .delivery(delivery)
        .checkpointInterval(Duration.ofMillis(500))
        .build();
  }

  private static boolean refusesHalfAMegabyte(String topic) throws Exception {
    try {
      send(new ProducerRecord<>(topic, new byte[1 << 19]));
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof RecordTooLargeException;
    }
  }

  private static List<Received> ofBig(List<Received> letters) {
    return letters.stream().filter(letter -> letter.hasHeader("frame-id")).toList();
  }

  /** Restarts of fixed delay are, unless told otherwise, one. */
  private static JobClient submit(StreamSettings settings, String restarts) throws Exception {
    Configuration job = new Configuration();
    job.set(RestartStrategyOptions.RESTART_STRATEGY, restarts);
    return flink.submit(settings::addTo, job);
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void aDeadLetterIsCutToWhatItsTopicTakes(Delivery delivery) throws Exception {
    TopicNames topics = topics("cut-" + delivery + "-");
    JobClient job = submit(settings(topics, delivery), "none");
    try (TopicReader letters = new TopicReader(broker.clientProperties(), topics.deadLetters());
        TopicReader predictions =
            new TopicReader(broker.clientProperties(), topics.predictions())) {
      send(noImage(topics), frame(topics, 0, System.currentTimeMillis()));

      await().atMost(PATIENCE).until(() -> !letters.read().isEmpty());
      await().atMost(PATIENCE).until(() -> !predictions.read().isEmpty());
      assertThat(predictions.read()).hasSize(1);
      assertThat(letters.read())
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.value()).hasSizeBetween(1_000_000, 1_048_000);
                assertThat(text(letter, "dead-letter-cut")).contains("value of " + NO_IMAGE.length);
                assertThat(text(letter, "frame-id")).isEqualTo("big");
              });
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
    } finally {
      cancel(job);
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void aTopicThatTakesLessThanBeforeCostsOneRestart(Delivery delivery) throws Exception {
    TopicNames topics = topics("less-" + delivery + "-");
    JobClient job = submit(settings(topics, delivery), "fixed-delay");
    try (TopicReader letters = new TopicReader(broker.clientProperties(), topics.deadLetters());
        TopicReader predictions =
            new TopicReader(broker.clientProperties(), topics.predictions())) {
      send(frame(topics, 0, System.currentTimeMillis()));
      await().atMost(PATIENCE).until(() -> !predictions.read().isEmpty());

      alter(topics.deadLetters(), "max.message.bytes", "100000");
      await().atMost(PATIENCE).until(() -> refusesHalfAMegabyte(topics.deadLetters()));
      send(noImage(topics));

      await().atMost(PATIENCE).until(() -> !ofBig(letters.read()).isEmpty());
      assertThat(ofBig(letters.read()).get(0).value()).hasSizeBetween(85_000, 100_000);
      send(frame(topics, 1, System.currentTimeMillis()));
      await().atMost(PATIENCE).until(() -> ids(predictions.read()).contains("frame-1"));
      await().atMost(PATIENCE).until(() -> job.getJobStatus().get() == JobStatus.RUNNING);
    } finally {
      cancel(job);
    }
  }

  @Test
  void aTopicThatCannotTakeWhatIsWrittenEndsTheJobInsteadOfRestartingIt() throws Exception {
    TopicNames topics = topics("eaten-");
    alter(topics.predictions(), "cleanup.policy", "compact");
    JobClient job = submit(settings(topics, Delivery.AT_LEAST_ONCE), "fixed-delay");

    assertThatThrownBy(
            () -> job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasStackTraceContaining("topic eaten-predictions has cleanup.policy=compact")
        .hasStackTraceContaining("set it to delete")
        .hasStackTraceContaining("The failure is not recoverable");
    assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.FAILED);
  }

  /** The broker refuses times more than an hour ahead of its clock, as Kafka 4 does. */
  @Test
  void framesOfAnyTimeArePredicted() throws Exception {
    TopicNames topics = topics("times-");
    long now = System.currentTimeMillis();
    JobClient job = submit(settings(topics, Delivery.AT_LEAST_ONCE), "none");
    try (TopicReader predictions =
            new TopicReader(broker.clientProperties(), topics.predictions());
        TopicReader metrics = new TopicReader(broker.clientProperties(), topics.metrics())) {
      send(
          frame(topics, 0, now),
          frame(topics, 1, now + Duration.ofHours(20).toMillis()),
          frame(topics, 2, 1));

      await().atMost(PATIENCE).until(() -> predictions.read().size() == 3);
      await().atMost(PATIENCE).until(() -> !metrics.read().isEmpty());
      assertThat(predictions.read())
          .allSatisfy(
              record ->
                  assertThat(record.origin().timestamp())
                      .isBetween(now, System.currentTimeMillis()));
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
    } finally {
      cancel(job);
    }
  }

  private static void cancel(JobClient job) throws Exception {
    job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ProducerRecord<byte[], byte[]> noImage(TopicNames topics) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topics.frames(), "default".getBytes(UTF_8), NO_IMAGE);
    record.headers().add("frame-id", "big".getBytes(UTF_8));
    return record;
  }

  private static ProducerRecord<byte[], byte[]> frame(TopicNames topics, int index, long time) {
    return FrameFormat.encodeRaw(
        topics.frames(),
        null,
        new Frame("default", "frame-" + index, DIGITS.image(index), Optional.empty(), time));
  }

  @SafeVarargs
  private static void send(ProducerRecord<byte[], byte[]>... records) throws Exception {
    Properties client = broker.clientProperties();
    client.setProperty("max.request.size", Integer.toString(Topics.MAX_FRAME_BYTES));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    }
  }

  private static List<String> ids(List<Received> predictions) {
    return predictions.stream()
        .map(record -> new String(record.value(), UTF_8))
        .map(json -> json.replaceAll(".*\"frameId\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  private static String text(Received letter, String header) {
    return new String(letter.header(header).orElseThrow(), UTF_8);
  }
}
