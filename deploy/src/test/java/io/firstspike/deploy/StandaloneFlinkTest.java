package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shaded job jar under {@code flink run}, on a Flink of several processes that have the image's
 * class path: Flink's own jars alone.
 */
@Tag("cluster")
class StandaloneFlinkTest {

  private static final int PROBES = 20;

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Image image;
  private static FlinkProcesses flink;

  @BeforeAll
  static void start() throws Exception {
    image = Image.unpack("firstspike-image", folder);
    flink = new FlinkProcesses(image, folder, Map.of());
    flink.start(2);
  }

  @AfterAll
  static void stop() {
    if (flink != null) {
      flink.close();
    }
  }

  @Test
  void learnsAndServesThroughTheLossOfATaskManager() throws Exception {
    DigitStream digits = new DigitStream(BROKER.clientProperties(), "lost", ModelKey.DEFAULT);
    String learning = flink.submit(List.of(), digits.learningJob(2));
    String serving = flink.submit(List.of(), digits.servingJob(2));

    digits.send(400);
    try (TopicReader predictions = reader(digits.topics().predictions())) {
      await().atMost(FlinkProcesses.PATIENCE).until(() -> predictions.read().size() >= 200);
      digits.send(300);
      flink.kill("taskmanager-1");
      flink.startTaskManager("taskmanager-3");
      digits.send(200);
      await().atMost(FlinkProcesses.PATIENCE).until(() -> predictions.read().size() >= 900);
      assertThat(digits.said(predictions.readToEnd())).isEqualTo(digits.plain().said());
    }
    FollowedModel learned = digits.requireWeightsOfThePlainLoop().get(ModelKey.DEFAULT);
    requireServed(digits, learned);

    flink.cancel(learning);
    flink.cancel(serving);
  }

  /** Sends frames until the serving job decides on all with the latest model, as that decides. */
  private static void requireServed(DigitStream digits, FollowedModel learned) throws Exception {
    List<Prediction> served = List.of();
    try (TopicReader reader = reader(DigitStream.SERVED)) {
      for (int round = 0; round == 0 || !allBy(learned.modelVersion(), served); round++) {
        assertThat(round).as("rounds without the latest model").isLessThan(50);
        String prefix = "probe-" + round + "-";
        digits.sendProbes(prefix, PROBES);
        await()
            .atMost(FlinkProcesses.PATIENCE)
            .until(() -> withPrefix(prefix, reader.read()).size() == PROBES);
        served = withPrefix(prefix, reader.read());
      }
    }
    assertThat(served.stream().map(Prediction::label).toList())
        .isEqualTo(DigitStream.labels(learned.model(), PROBES));
  }

  private static boolean allBy(String version, List<Prediction> served) {
    return served.stream().allMatch(one -> one.modelVersion().equals(version));
  }

  /** The predictions of frames whose ids begin with a prefix, in the order of event time. */
  private static List<Prediction> withPrefix(String prefix, List<Received> records)
      throws MalformedException {
    List<Prediction> found = new ArrayList<>();
    for (Received record : records) {
      Prediction prediction = PredictionFormat.decode(record);
      if (prediction.frameId().startsWith(prefix)) {
        found.add(prediction);
      }
    }
    found.sort(Comparator.comparing(Prediction::frameTimestamp));
    return found;
  }

  @Test
  void learnsTheSameOnOneTwoAndFourSlotsAndBackFromSavepoints() throws Exception {
    DigitStream digits =
        new DigitStream(BROKER.clientProperties(), "rescaled", "a", "b", "c", "d", "e");
    List<Integer> slots = List.of(1, 2, 4, 1);
    List<String> from = List.of();
    String job = "";
    for (int i = 0; i < slots.size(); i++) {
      job = flink.submit(from, digits.learningJob(slots.get(i)));
      digits.send(100);
      int decided = (500 * i) + 100;
      try (TopicReader predictions = reader(digits.topics().predictions())) {
        await().atMost(FlinkProcesses.PATIENCE).until(() -> predictions.read().size() >= decided);
      }
      assertThat(flink.parallelism(job)).isEqualTo(slots.get(i));
      if (i < slots.size() - 1) {
        from = List.of("-s", flink.stop(job));
      }
    }
    digits.requireWeightsOfThePlainLoop();
    requireEachFrameOnce(digits, 2000);
    flink.cancel(job);
  }

  private static void requireEachFrameOnce(DigitStream digits, int frames) throws Exception {
    List<String> ids = new ArrayList<>();
    try (TopicReader predictions = reader(digits.topics().predictions())) {
      await().atMost(FlinkProcesses.PATIENCE).until(() -> predictions.read().size() >= frames);
      for (Received record : predictions.readToEnd()) {
        ids.add(PredictionFormat.decode(record).frameId());
      }
    }
    Set<String> distinct = new HashSet<>(ids);
    assertThat(ids).hasSize(frames);
    assertThat(distinct).hasSize(frames);
  }

  /** Beside the job jar, as the class path of the user's code; no GPU is needed to find it. */
  @Test
  void theGpusBackendIsFoundBesideTheJobJarOnly() {
    DigitStream digits = new DigitStream(BROKER.clientProperties(), "gpu", ModelKey.DEFAULT);
    List<String> arguments = new ArrayList<>(digits.learningJob(1));
    arguments.addAll(List.of("--backend", "cuda"));
    assertThat(flink.flinkRun(List.of(), arguments)).contains("no backend");

    List<String> beside = new ArrayList<>();
    for (String jar : List.of("firstspike-engine-cuda.jar", "jna.jar")) {
      beside.addAll(List.of("-C", image.path("/opt/flink/usrlib/" + jar).toUri().toString()));
    }
    flink.cancel(flink.submit(beside, arguments));
  }

  /** A second "up" runs the container again that submits the job. */
  @Test
  void composesJobIsSubmittedOnce() throws Exception {
    List<String> command = new ArrayList<>(Compose.command("job"));
    command.replaceAll(
        word ->
            word.replace("broker:9092", BROKER.bootstrapServers())
                .replace("/opt/flink/", image.path("/opt/flink") + "/"));
    command.addAll(command.indexOf("run") + 1, flink.restSettings());
    String id = "00000000000000000000000000000001";
    assertThat(flink.client(command)).contains("submitted with JobID " + id);
    assertThat(flink.client(command)).contains("DuplicateJobSubmissionException");
    assertThat(flink.state(id)).isIn("CREATED", "RUNNING");
    flink.cancel(id);
  }

  private static TopicReader reader(String topic) {
    return new TopicReader(BROKER.clientProperties(), topic);
  }
}
