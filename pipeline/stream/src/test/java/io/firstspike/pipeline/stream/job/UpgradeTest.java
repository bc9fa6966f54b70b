package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job that goes on as another one, and from what an earlier program wrote. */
@Tag("slow")
class UpgradeTest {

  /** The prefix of the topics whose offsets the next savepoint to be kept has. */
  private static final String NEXT = "kept-3-";

  private static final NetworkSpec FASTER = faster(UpgradeStream.spec());

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PARTITIONS = 2;

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;

  private static NetworkSpec faster(NetworkSpec spec) {
    DeltaSpec rule = (DeltaSpec) spec.decision().rule();
    DeltaSpec faster =
        new DeltaSpec(2 * rule.gain(), rule.measureOver(), rule.decay(), rule.adaptive());
    return spec.toBuilder().decision(d -> d.rule(faster)).build();
  }

  @BeforeAll
  static void start() throws Exception {
    flink = EmbeddedFlink.start(2, new Configuration());
  }

  @AfterAll
  static void stop() {
    flink.close();
  }

  private static TopicNames topics(String prefix) {
    return BROKER.topics(prefix, PARTITIONS);
  }

  private static LearningSettings settings(NetworkSpec spec, TopicNames topics, int parallelism) {
    return LearningSettings.builder(spec, BROKER.clientProperties())
        .topics(topics)
        .groupId(topics.frames())
        .seed(UpgradeStream.SEED)
        .order(Order.REPLAY)
        .checkpointInterval(Duration.ofMillis(500))
        .parallelism(parallelism)
        .build();
  }

  /**
   * Goes on from what {@link #writesASavepointToBeKept} wrote with version 1 of all codecs, and
   * with version 2 of those that had one.
   *
   * @param prefix that of the topics whose offsets the savepoint has
   */
  @ParameterizedTest
  @CsvSource({"savepoint-version-1, kept-", "savepoint-version-2, kept-2-"})
  void aSavepointOfAnEarlierProgramRestores(String folder, String prefix) throws Exception {
    TopicNames topics = topics(prefix);
    UpgradeStream.sendFirst(BROKER.clientProperties(), topics);
    UpgradeStream.sendSecond(BROKER.clientProperties(), topics);
    URI savepoint = UpgradeTest.class.getResource(folder).toURI();

    assertThat(goOn(settings(UpgradeStream.spec(), topics, 2), savepoint, new Configuration()))
        .isEqualTo(UpgradeStream.plain());
  }

  /** To be run before a codec changes: {@code -Dfirstspike.savepoint=FOLDER}. */
  @Test
  @EnabledIfSystemProperty(named = "firstspike.savepoint", matches = ".+")
  void writesASavepointToBeKept() throws Exception {
    URI savepoint = savepoint(topics(NEXT), Path.of(System.getProperty("firstspike.savepoint")));
    assertThat(Path.of(savepoint).resolve("_metadata")).exists();
  }

  @Test
  void aJobGoesOnAtAnotherParallelismAndOnAnotherStateBackend(@TempDir Path folder)
      throws Exception {
    TopicNames topics = topics("scaled-");
    URI savepoint = savepoint(topics, folder);
    UpgradeStream.sendSecond(BROKER.clientProperties(), topics);
    Configuration rocks = new Configuration();
    rocks.set(StateBackendOptions.STATE_BACKEND, "rocksdb");

    assertThat(goOn(settings(UpgradeStream.spec(), topics, 2), savepoint, rocks))
        .isEqualTo(UpgradeStream.plain());
  }

  @Test
  void aJobGoesOnWithAnotherLearningRate(@TempDir Path folder) throws Exception {
    TopicNames topics = topics("faster-");
    URI savepoint = savepoint(topics, folder);
    UpgradeStream.sendSecond(BROKER.clientProperties(), topics);

    assertThat(goOn(settings(FASTER, topics, 1), savepoint, new Configuration()))
        .isEqualTo(UpgradeStream.plain(FASTER))
        .isNotEqualTo(UpgradeStream.plain());
  }

  /** Learns from the first part and stops with a savepoint. */
  private static URI savepoint(TopicNames topics, Path folder) throws Exception {
    UpgradeStream.sendFirst(BROKER.clientProperties(), topics);
    JobClient job = flink.submit(settings(UpgradeStream.spec(), topics, 1)::addTo);
    awaitLabels(topics, UpgradeStream.LABELLED - UpgradeStream.FEATURE_FRAMES);
    awaitRead(topics, UpgradeStream.FIRST + UpgradeStream.EARLY + PARTITIONS);
    return URI.create(
        job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  /** Waits until as many frames and time marks have been read: the last wait for event time. */
  private static void awaitRead(TopicNames topics, long records) {
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
                          .filter(read -> read.getKey().topic().equals(topics.frames()))
                          .mapToLong(read -> read.getValue().offset())
                          .sum()
                      == records);
    }
  }

  /** The fingerprint of the weights with which a job ends that goes on from a savepoint. */
  private static String goOn(LearningSettings settings, URI savepoint, Configuration job)
      throws Exception {
    job.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toString());
    AtomicReference<FollowedModel> newest = new AtomicReference<>();
    JobClient second = flink.submit(settings::addTo, job);
    try (ModelFollower follower =
        ModelFollower.follow(
            BROKER.clientProperties(), settings.run().topics().models(), newest::set)) {
      long labels = UpgradeStream.ALL - UpgradeStream.FEATURE_FRAMES;
      Counts totals = awaitLabels(settings.run().topics(), labels);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  newest.get() != null
                      && newest.get().model().provenance().labelsLearned() == labels);
      assertThat(totals.of(Counter.FRAMES_IN)).isEqualTo(UpgradeStream.ALL);
      assertThat(totals.of(Counter.TRACES_WAITING) + totals.of(Counter.LABELS_WAITING)).isZero();
      assertThat(follower.failure()).isEmpty();
      return newest.get().model().fingerprint();
    } finally {
      second.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
                    ? null
                    : MetricsFormat.decode(records.get(records.size() - 1)).totals();
              },
              totals -> totals != null && totals.of(Counter.LABELS_LEARNED) == labels);
    }
  }
}
