package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.status.StatusWatch;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Frames and labels that wait: for each other, and for event time. */
@Tag("slow")
class WaitingTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 10L, "S2", 10L));
  private static final int FEATURE_FRAMES = 20;
  private static final Dataset DIGITS = MnistSample.train();
  private static final long START = 1_700_000_000_000L;

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() throws Exception {
    Configuration often = new Configuration();
    often.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
    flink = EmbeddedFlink.start(2, often);
  }

  @AfterAll
  static void stop() {
    flink.close();
  }

  private static TopicNames topics(String prefix, int partitions) {
    return BROKER.topics(prefix, partitions);
  }

  private static LearningSettings.Builder settings(TopicNames topics) {
    return LearningSettings.builder(SPEC, BROKER.clientProperties())
        .topics(topics)
        .groupId(topics.frames())
        .checkpointInterval(Duration.ofMillis(500))
        .parallelism(2);
  }

  /** Frames of a plain producer, each with a label a second later: no time marks. */
  private static void send(TopicNames topics, int count) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            BROKER.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        String id = "digit-" + i;
        int digit = i % DIGITS.size();
        Label label = new Label("default", id, DIGITS.label(digit), START + i + 1000);
        producer.send(LabelFormat.encode(topics.labels(), null, label));
        Frame frame = new Frame("default", id, DIGITS.image(digit), Optional.empty(), START + i);
        producer.send(FrameFormat.encodeRaw(topics.frames(), null, frame));
      }
    }
  }

  /** An outage is over: all labels are read long before the last frame has been worked off. */
  @Test
  void aBacklogCostsNoLabel() throws Exception {
    int count = 2000;
    TopicNames topics = topics("backlog-", 2);
    send(topics, count);
    JobClient job =
        flink.submit(settings(topics).traceTimeToLive(Duration.ofSeconds(1)).build()::addTo);
    try (TopicReader deadLetters =
        new TopicReader(BROKER.clientProperties(), topics.deadLetters())) {
      Counts totals = awaitLabels(topics, count - FEATURE_FRAMES);

      assertThat(totals.of(Counter.LABELS_SKIPPED)).isEqualTo(FEATURE_FRAMES);
      assertThat(totals.of(Counter.EXPIRED)).isZero();
      assertThat(deadLetters.readToEnd()).isEmpty();
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void replayOrderWithoutTimeMarksSaysWhatItWaitsFor() throws Exception {
    TopicNames topics = topics("silent-", 3);
    send(topics, 30);
    JobClient job = flink.submit(settings(topics).order(Order.REPLAY).build()::addTo);
    List<String> said = new ArrayList<>();
    StatusWatch status = new StatusWatch(job, said::add);
    try {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                status.look();
                return Stream.of(" of silent-frames: ", " of silent-labels: ")
                    .allMatch(topic -> said.stream().anyMatch(line -> line.contains(topic)));
              });

      // A line that comes before all partitions have been read is said anew with the others.
      assertThat(said)
          .doesNotHaveDuplicates()
          .allMatch(line -> line.startsWith("event time waits for partition"))
          .allMatch(line -> line.contains("send time marks") && line.contains("--idle-after"));
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void replayOrderGoesOnWithoutPartitionsThatAreIdle() throws Exception {
    int count = 60;
    TopicNames topics = topics("idle-", 3);
    send(topics, count);
    JobClient job =
        flink.submit(
            settings(topics)
                    .order(Order.REPLAY)
                    .idleAfter(Optional.of(Duration.ofSeconds(2)))
                    .build()
                ::addTo);
    try {
      Counts totals = awaitLabels(topics, count - FEATURE_FRAMES);

      assertThat(totals.of(Counter.PREDICTIONS)).isEqualTo(count);
    } finally {
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static Counts awaitLabels(TopicNames topics, long labels) {
    try (TopicReader metrics = new TopicReader(BROKER.clientProperties(), topics.metrics())) {
      return await()
          .atMost(PATIENCE)
          .until(
              () -> {
                List<Received> records = metrics.read();
                return records.isEmpty()
                    ? Counts.NONE
                    : MetricsFormat.decode(records.get(records.size() - 1)).totals();
              },
              totals ->
                  totals.of(Counter.LABELS_LEARNED) + totals.of(Counter.LABELS_WITHOUT_FRAME)
                      >= labels);
    }
  }
}
