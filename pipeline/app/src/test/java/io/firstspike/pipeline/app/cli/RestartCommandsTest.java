package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.testkit.SmallMnist;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import io.firstspike.testkit.TrainedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The same commands a second time, or others where there is something of a first time. */
@Tag("slow")
class RestartCommandsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @TempDir private Path folder;

  @Test
  void a_second_run_goes_on_from_the_first_ones_model() throws Exception {
    Path model = folder.resolve("digits.fspk");
    List<String> options = List.of("--schedule", "S1=10,S2=10", "--model-out", model.toString());
    learn("again-", options, "classifies", model, 20);
    Cli second =
        learn("again-", options, "goes on from model mozafari-2019@40 of key default", model, 40);

    assertThat(second.out()).contains("may be learned twice", "--checkpoint-dir");
    List<ModelManifest> manifests = manifests("again-");
    assertThat(manifests)
        .extracting(m -> ModelVersion.series(m.modelVersion()))
        .containsOnly("mozafari-2019");
    assertThat(manifests)
        .extracting(m -> m.provenance().framesLearned() + m.provenance().labelsLearned())
        .isSorted();

    assertRefused(
        run("again-", List.of("--seed", "6")), "of seed 5, but this job is", "--start anew");
    assertRefused(
        run("again-", List.of("--start", "anew", "--model-out", model.toString())),
        "--model-out " + model + " holds model mozafari-2019@",
        "starts from random weights");
    Path other = folder.resolve("other.fspk");
    learn(
        "again-",
        List.of("--schedule", "S1=5,S2=5", "--start", "anew", "--model-out", other.toString()),
        "versions are called mozafari-2019+",
        other,
        10);
    assertThat(manifests("again-").get(manifests("again-").size() - 1).modelVersion())
        .matches("mozafari-2019\\+\\d{8}T\\d{6}Z@\\d+");
    assertThat(ModelFile.read(other).provenance().data()).contains(", series mozafari-2019+");
    assertThat(
            manifests("again-").stream().map(m -> m.modelVersion() + " " + m.sha256()).distinct())
        .as("no two weights have one name")
        .hasSameSizeAs(
            manifests("again-").stream().map(ModelManifest::modelVersion).distinct().toList());
  }

  @Test
  void a_run_from_random_weights_does_not_overwrite_a_model() throws Exception {
    Path model = folder.resolve("digits.fspk");
    ModelFile.write(model, TrainedModels.trained(2));
    byte[] before = Files.readAllBytes(model);

    assertRefused(
        run("file-", List.of("--create-topics", "--model-out", model.toString())),
        "holds model firstspike-2026@62",
        "--model-in " + model + " goes on from it");

    assertThat(model).hasBinaryContent(before);
  }

  @Test
  void a_checkpoint_of_another_network_is_refused_before_anything_is_written() throws Exception {
    NetworkSpec spec = NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 4L, "S2", 4L));
    Path good = folder.resolve("good.fspk");
    ModelFile.write(good, TrainedModels.trained(spec, 8, 2));
    Path checkpoints = folder.resolve("ck");
    Path model = folder.resolve("out.fspk");
    learn(
        "other-",
        List.of(
            "--model-in",
            good.toString(),
            "--checkpoint-dir",
            checkpoints.toString(),
            "--model-out",
            model.toString()),
        "classifies",
        model,
        20);
    List<Path> before = files(checkpoints);

    assertRefused(
        Cli.run(
            "run",
            "--bootstrap-servers",
            BROKER.bootstrapServers(),
            "--topic-prefix",
            "other-",
            "--network",
            "firstspike-2026",
            "--checkpoint-dir",
            checkpoints.toString()),
        "checkpoint " + checkpoints.toRealPath(),
        "learned from network mozafari-2019",
        "starts from network firstspike-2026",
        "another --checkpoint-dir");
    assertRefused(
        Cli.run(
            "serve",
            "--bootstrap-servers",
            BROKER.bootstrapServers(),
            "--topic-prefix",
            "other-",
            "--checkpoint-dir",
            checkpoints.toString()),
        "is of a job that learns (run), not of a serving job (serve)");

    assertThat(files(checkpoints)).isEqualTo(before);
  }

  @Test
  void training_does_not_overwrite_a_model_without_a_word() throws Exception {
    String data = SmallMnist.idx(folder, 40, 10).toString();
    String model = folder.resolve("m.fspk").toString();
    String[] train = {
      "train",
      "--network",
      "mozafari-2019",
      "--schedule",
      "S1=10,S2=10",
      "--data",
      data,
      "--model-out",
      model
    };
    assertThat(Cli.run(train).code()).isZero();

    assertRefused(Cli.run(train), "--model-out " + model + " exists", "--overwrite");
    Cli further = Cli.run("train", "--data", data, "--model-in", model, "--model-out", model);
    assertThat(further.code()).as(further.err()).isZero();
    assertThat(ModelFile.read(Path.of(model)).provenance().labelsLearned()).isEqualTo(80);
    List<String> overwriting = new ArrayList<>(List.of(train));
    overwriting.add("--overwrite");
    assertThat(Cli.run(overwriting.toArray(new String[0])).code()).isZero();
    assertThat(ModelFile.read(Path.of(model)).provenance().labelsLearned()).isEqualTo(40);
  }

  /**
   * Runs the job, replays 40 digits, and waits until the model in the file has at least {@code
   * labels} labels.
   */
  private Cli learn(String prefix, List<String> options, String said, Path model, long labels)
      throws Exception {
    List<String> all = new ArrayList<>(command(prefix));
    if (!options.contains("--model-in")) {
      all.addAll(List.of("--network", "mozafari-2019"));
    }
    all.addAll(options);
    all.addAll(
        List.of("--create-topics", "--publish-within", "1s", "--checkpoint-interval", "200ms"));
    try (CommandInBackground job = new CommandInBackground(all.toArray(new String[0]))) {
      job.awaitOutput(said);
      job.awaitOutput("Ctrl-C stops it");
      Cli replayed =
          Cli.run(
              "replay",
              "--bootstrap-servers",
              BROKER.bootstrapServers(),
              "--topic-prefix",
              prefix,
              "--broker-timeout",
              "60s",
              "--limit",
              "40",
              "--label-delay",
              "0s");
      assertThat(replayed.code()).as(replayed.err()).isZero();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  Files.exists(model)
                      && ModelFile.read(model).provenance().labelsLearned() >= labels);
      Cli stopped = job.stop();
      assertThat(stopped.code()).as(stopped.err()).isZero();
      return stopped;
    }
  }

  private static Cli run(String prefix, List<String> options) {
    List<String> all = new ArrayList<>(command(prefix));
    if (options.contains("--seed") || options.contains("--start")) {
      all.addAll(List.of("--network", "mozafari-2019"));
    }
    all.addAll(options);
    return Cli.run(all.toArray(new String[0]));
  }

  private static List<String> command(String prefix) {
    return List.of(
        "run",
        "--bootstrap-servers",
        BROKER.bootstrapServers(),
        "--topic-prefix",
        prefix,
        "--broker-timeout",
        "60s",
        "--group-id",
        prefix + "group");
  }

  private static List<ModelManifest> manifests(String prefix) throws Exception {
    List<ModelManifest> manifests = new ArrayList<>();
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), prefix + "models")) {
      for (Received record : reader.readToEnd()) {
        if (ModelUpdateFormat.decode(record) instanceof ModelManifest manifest) {
          manifests.add(manifest);
        }
      }
    }
    return manifests;
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  private static void assertRefused(Cli ended, String... reasons) {
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(2);
    assertThat(ended.errorLines()).singleElement().asString().contains(reasons);
  }
}
