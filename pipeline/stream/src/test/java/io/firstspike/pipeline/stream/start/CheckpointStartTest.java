package io.firstspike.pipeline.stream.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.ServingSettings;
import io.firstspike.pipeline.stream.job.StreamSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import io.firstspike.testkit.TrainedModels;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints of real jobs, looked at before another job starts from them. */
@Tag("slow")
class CheckpointStartTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final TopicNames TOPICS = TopicNames.DEFAULT.withPrefix("a-");
  private static final TopicNames SERVED = TOPICS.withPredictions("a-served");
  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 4L, "S2", 4L));
  private static final Model MODEL = TrainedModels.trained(SPEC, 8, 2);
  private static final int FRAMES = 20;

  @TempDir private static Path folder;
  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static Path learned;
  private static Path served;

  @BeforeAll
  static void writeSavepoints() throws Exception {
    Topics.ensure(BROKER.clientProperties(), TOPICS, 1);
    Topics.ensure(BROKER.clientProperties(), SERVED, 1);
    Topics.ensure(BROKER.clientProperties(), TopicNames.DEFAULT.withPrefix("b-"), 1);
    new Replayer(BROKER.clientProperties(), TOPICS)
        .replay(
            MnistSample.train().slice(0, FRAMES),
            ReplayOptions.startingAt(System.currentTimeMillis()),
            sent -> {});
    try (EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration())) {
      learned = savepoint(flink, learning().build());
      served = savepoint(flink, serving());
    }
  }

  private static Path savepoint(EmbeddedFlink flink, StreamSettings settings) throws Exception {
    JobClient job = flink.submit(settings::addTo);
    try (TopicReader reader =
        new TopicReader(BROKER.clientProperties(), settings.run().topics().predictions())) {
      await().atMost(PATIENCE).until(() -> reader.read().size() >= FRAMES);
    }
    // The predictions may be those of an earlier job.
    await().atMost(PATIENCE).until(() -> allRun(flink.graph(job.getJobID())));
    return Path.of(
        URI.create(
            job.stopWithSavepoint(
                    false,
                    folder.resolve(settings.run().groupId()).toUri().toString(),
                    SavepointFormatType.CANONICAL)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)));
  }

  private static boolean allRun(AccessExecutionGraph graph) {
    List<ExecutionState> states = new ArrayList<>();
    graph.getAllExecutionVertices().forEach(task -> states.add(task.getExecutionState()));
    return states.stream().allMatch(ExecutionState.RUNNING::equals);
  }

  private static LearningSettings.Builder learning() {
    return LearningSettings.builder(SPEC, BROKER.clientProperties())
        .topics(TOPICS)
        .groupId("learning");
  }

  private static ServingSettings serving() {
    return ServingSettings.builder(BROKER.clientProperties())
        .topics(SERVED)
        .groupId("serving")
        .model(Optional.of(ModelFile.toBytes(MODEL)))
        .build();
  }

  @Test
  void theSameJobGoesOn() {
    LearningSettings same = learning().parallelism(3).build();

    JobStart start = start(same, learned);

    assertThat(start.settings()).isEqualTo(same);
    assertThat(start.notes()).isEmpty();
    CheckpointStart.require(serving(), served, PATIENCE);
  }

  @Test
  void anotherLearningRateOrScheduleIsTheSameJob() {
    NetworkSpec longer = SPEC.withSchedule(Map.of("S1", 9L));
    LearningSettings settings =
        LearningSettings.builder(longer, BROKER.clientProperties()).topics(TOPICS).build();

    assertThat(start(settings, learned).notes()).isEmpty();
  }

  @Test
  void anotherNetworkIsRefusedWithBothNames() {
    LearningSettings other =
        LearningSettings.builder(NetworkSpec.load("firstspike-2026"), BROKER.clientProperties())
            .topics(TOPICS)
            .build();

    assertRefused(
        other,
        learned,
        "checkpoint " + learned,
        "learned from network mozafari-2019, seed 1",
        "starts from network firstspike-2026, seed 1",
        "another --checkpoint-dir");
    assertRefused(learning().seed(2).build(), learned, "seed 1", "seed 2");
  }

  @Test
  void theOtherOrderIsRefused() {
    assertRefused(learning().order(Order.REPLAY).build(), learned, "give --order live");
  }

  @Test
  void otherTopicsAreRefused() {
    LearningSettings other = learning().topics(TopicNames.DEFAULT.withPrefix("b-")).build();

    assertRefused(other, learned, "has read topic a-frames", "reads b-frames", "--topic-prefix");
  }

  @Test
  void topicsThatWereMadeAnewAreRefused() throws Exception {
    try (EmbeddedBroker another = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      LearningSettings elsewhere =
          LearningSettings.builder(SPEC, another.clientProperties()).topics(TOPICS).build();
      Topics.ensure(another.clientProperties(), TopicNames.DEFAULT.withPrefix("c-"), 1);
      assertRefused(elsewhere, learned, " records of partition a-frames-0", "does not exist");

      Topics.ensure(another.clientProperties(), TOPICS, 1);
      assertRefused(
          elsewhere, learned, " records of partition a-frames-0", "ends at 0", "made anew");
    }
  }

  @Test
  void theOtherKindOfJobIsRefused() {
    assertRefused(
        learning().build(), served, "is of a serving job (serve), not of a job that learns (run)");
    assertThatThrownBy(() -> CheckpointStart.require(serving(), learned, PATIENCE))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("is of a job that learns (run), not of a serving job (serve)");
  }

  @Test
  void aStartAnewIsRefused() {
    StartOptions anew =
        new StartOptions(
            Optional.of(StartPolicy.ANEW),
            Optional.empty(),
            "default",
            NetworkLimit.DEFAULT,
            PATIENCE);

    assertThatThrownBy(() -> CheckpointStart.of(learning().build(), learned, folder, anew))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--start anew does not go with checkpoint");
  }

  @Test
  void aSavepointThatLacksFilesIsRefused() throws Exception {
    Path copy = copy(learned, folder.resolve("cut"));
    try (Stream<Path> files = Files.list(copy)) {
      Files.delete(files.filter(file -> !file.endsWith("_metadata")).findFirst().orElseThrow());
    }
    assertRefused(learning().build(), copy, "lacks its file " + copy, "copied in part");

    Path metadata = copy.resolve("_metadata");
    Files.write(metadata, Arrays.copyOf(Files.readAllBytes(metadata), 100));
    assertRefused(learning().build(), copy, "cannot be read", "move it away");
  }

  @Test
  void aSavepointOfTheFirstVersionIsLeftToItsKeys() throws Exception {
    Path old = Path.of(LearningSettings.class.getResource("savepoint-version-1").toURI());
    CheckpointContents contents = CheckpointContents.read(old);

    assertThat(contents.has("learner")).isTrue();
    assertThat(contents.beginning()).isEmpty();
    assertThat(contents.splits("read-frames"))
        .extracting(split -> split.getTopic() + "-" + split.getPartition())
        .containsExactlyInAnyOrder("kept-frames-0", "kept-frames-1");
  }

  @Test
  void theModelThatAFolderBeganWithIsKeptInIt() throws Exception {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    LearningSettings first =
        learning().groupId("with-model").model(Optional.of(ModelFile.toBytes(MODEL))).build();
    CheckpointStart.keepBase(first, kept);
    Path savepoint;
    try (EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration())) {
      savepoint = savepoint(flink, first);
    }
    LearningSettings further =
        learning().model(Optional.of(ModelFile.toBytes(TrainedModels.trained(SPEC, 8, 5)))).build();

    JobStart start = start(further, savepoint, kept);

    assertThat(ModelFile.fromBytes("kept", start.settings().model().orElseThrow()).fingerprint())
        .isEqualTo(MODEL.fingerprint());
    assertThat(start.notes())
        .singleElement()
        .asString()
        .contains("base.fspk", "--model-in is not used");
    assertThat(start(learning().build(), savepoint, kept).notes())
        .singleElement()
        .asString()
        .contains("base.fspk")
        .doesNotContain("--model-in");
    assertRefused(further, savepoint, "this job starts from network mozafari-2019");
    StartOptions small =
        new StartOptions(
            Optional.empty(), Optional.empty(), "default", new NetworkLimit(100), PATIENCE);
    assertThatThrownBy(() -> CheckpointStart.of(further, savepoint, kept, small))
        .hasMessageContainingAll("base.fspk", "--max-weights");
  }

  private static Path copy(Path from, Path to) throws Exception {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static JobStart start(LearningSettings settings, Path checkpoint) {
    return start(settings, checkpoint, folder);
  }

  private static JobStart start(LearningSettings settings, Path checkpoint, Path kept) {
    return CheckpointStart.of(
        settings,
        checkpoint,
        kept,
        new StartOptions(
            Optional.empty(), Optional.empty(), "default", NetworkLimit.DEFAULT, PATIENCE));
  }

  private static void assertRefused(LearningSettings settings, Path checkpoint, String... reasons) {
    assertThatThrownBy(() -> start(settings, checkpoint))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll(reasons);
  }
}
