package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.testkit.SmallMnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {

  @TempDir private Path folder;

  @Test
  void trains_reports_and_writes_a_model_that_evaluates_the_same() throws IOException {
    String data = SmallMnist.idx(folder, 60, 30).toString();
    Cli trained = train("a", data);
    JsonNode report = report("a");

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("test accuracy", "true \\ decided");
    assertThat(trained.err()).contains("S1: 20 of 20", "S2: 20 of 20", "S3: 60 of 60");
    assertThat(names(report))
        .containsExactly(
            "command",
            "software",
            "network",
            "seed",
            "data",
            "framesIn",
            "predictions",
            "labelsLearned",
            "prequentialAccuracy",
            "curve",
            "framesPerSecond",
            "seconds",
            "cpuSeconds",
            "testAccuracy",
            "testImages",
            "labels",
            "confusion");
    assertThat(report.get("framesIn").asLong()).isEqualTo(20 + 20 + 60);
    assertThat(report.get("labelsLearned").asLong()).isEqualTo(60);
    assertThat(report.get("testImages").asLong()).isEqualTo(30);

    Cli evaluated =
        Cli.run("evaluate", "--model", file("a.model"), "--data", data, "--report", file("e.json"));
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(report("e").get("confusion")).isEqualTo(report.get("confusion"));
    long right = Math.round(report("e").get("testAccuracy").asDouble() * 30);
    assertThat(Files.readAllLines(folder.resolve("e.csv")))
        .hasSize(2)
        .element(1)
        .asString()
        .startsWith("test,30," + right + "," + (30 - right) + ",");
    assertThat(Files.readAllLines(folder.resolve("a.csv")))
        .hasSize(2)
        .element(1)
        .asString()
        .startsWith("prequential,60,");
  }

  /** The module that can do it is not on the class path of these tests. */
  @Test
  void gradients_need_the_module_and_take_no_options_of_stages() {
    Cli without = Cli.run("train", "--network", "lif-cnn");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err())
        .isEqualTo(
            "firstspike: network lif-cnn is trained by gradients, for which ND4J is needed:"
                + " start with FIRSTSPIKE_MODULES=nd4j ./firstspike\n");

    Cli staged = Cli.run("train", "--network", "lif-cnn", "--schedule", "S1=5");
    assertThat(staged.code()).isEqualTo(2);
    assertThat(staged.err()).contains("leave out --model-in, --schedule, --horizon");
    assertThat(Cli.run("train", "--network", "lif-cnn", "--passes", "0").err())
        .contains("--passes", "1 to 10,000");
  }

  @Test
  void layers_that_are_frozen_untaught_are_told() throws IOException {
    String data = SmallMnist.idx(folder, 40, 10).toString();
    String network = "firstspike-2026-quick";
    Cli trained =
        Cli.run(
            "train",
            "--network",
            network,
            "--data",
            data,
            "--schedule",
            "S1=0",
            "--model-out",
            file("u.model"));
    Cli evaluated = Cli.run("evaluate", "--model", file("u.model"), "--data", data);

    for (Cli ended : List.of(trained, evaluated)) {
      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.errorLines().get(0))
          .isEqualTo(
              "feature layer S1 is frozen before learning anything, with random weights: give"
                  + " frames to learn from, such as --schedule S1=4000, to a fresh network");
    }
  }

  @Test
  void weights_do_not_depend_on_the_number_of_threads() throws IOException {
    String data = SmallMnist.idx(folder, 40, 10).toString();
    train("one", data, "--threads", "1");
    train("three", data, "--threads", "3");

    assertThat(model("one").fingerprint()).isEqualTo(model("three").fingerprint());
  }

  @Test
  void goes_on_from_a_model() throws IOException {
    String data = SmallMnist.idx(folder, 40, 10).toString();
    train("twice", data, "--passes", "2");
    train("once", data);
    Cli again =
        Cli.run(
            "train", "--data", data, "--model-in", file("once.model"), "--model-out", file("b"));

    assertThat(again.code()).as(again.err()).isZero();
    Model model = ModelFile.read(folder.resolve("b"));
    assertThat(model.fingerprint()).isEqualTo(model("twice").fingerprint());
    assertThat(model.provenance().labelsLearned()).isEqualTo(80);
  }

  @Test
  void the_learning_curve_has_a_point_a_pass_and_tests_on_request() throws IOException {
    String data = SmallMnist.idx(folder, 40, 10).toString();
    Cli tested = train("tested", data, "--passes", "4", "--test-every", "2");
    train("plain", data, "--passes", "4");
    JsonNode curve = report("tested").get("curve");

    assertThat(tested.code()).as(tested.err()).isZero();
    assertThat(tested.out().lines().dropWhile(line -> !line.startsWith("pass ")).limit(3))
        .satisfiesExactly(
            head -> assertThat(head).matches("pass +prequential +test"),
            second -> assertThat(second).matches("2 +[0-9.]+ % +[0-9.]+ %"),
            fourth -> assertThat(fourth).matches("4 +[0-9.]+ % +[0-9.]+ %"));
    assertThat(curve).hasSize(4);
    assertThat(curve.findValuesAsText("pass")).containsExactly("1", "2", "3", "4");
    assertThat(curve.findValues("testAccuracy")).hasSize(2);
    assertThat(curve.get(3).get("testAccuracy")).isEqualTo(report("tested").get("testAccuracy"));
    assertThat(report("plain").get("curve").findValues("testAccuracy")).isEmpty();
    assertThat(model("tested").fingerprint()).isEqualTo(model("plain").fingerprint());
    assertThat(train("odd", data, "--test-every", "-1").errorLines())
        .last()
        .asString()
        .endsWith("--test-every is -1, must be 0 to 1,000,000");
  }

  @Test
  void a_cache_changes_nothing_and_a_damaged_one_is_refused() throws IOException {
    String data = SmallMnist.idx(folder, 40, 10).toString();
    Path cache = folder.resolve("cache");
    train("plain", data);
    train("filling", data, "--cache", cache.toString());
    Cli reading = train("reading", data, "--cache", cache.toString());

    assertThat(reading.code()).as(reading.err()).isZero();
    assertThat(model("filling").fingerprint()).isEqualTo(model("plain").fingerprint());
    assertThat(model("reading").fingerprint()).isEqualTo(model("plain").fingerprint());
    assertThat(report("reading").get("confusion")).isEqualTo(report("plain").get("confusion"));
    // Features for S1, S2 and S3 from the training digits, and for S3 from the test digits.
    List<Path> files = files(cache);
    assertThat(files).hasSize(4);

    String model = file("plain.model");
    Cli evaluated = evaluate(model, data, cache);
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(report("evaluated").get("confusion")).isEqualTo(report("plain").get("confusion"));
    assertThat(files(cache)).containsExactlyInAnyOrderElementsOf(files);

    for (Path file : files) {
      Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    }
    for (Cli refused :
        List.of(
            train("refused", data, "--cache", cache.toString()), evaluate(model, data, cache))) {
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.errorLines()).last().asString().contains("is damaged", "delete it");
    }
  }

  private Cli evaluate(String model, String data, Path cache) {
    return Cli.run(
        "evaluate",
        "--model",
        model,
        "--data",
        data,
        "--cache",
        cache.toString(),
        "--report",
        file("evaluated.json"));
  }

  @Test
  void an_image_of_another_size_is_named() throws IOException {
    Path images = SmallMnist.images(folder, 30, 20);
    Path label = images.resolve("train").resolve("9");
    ImageIO.write(
        new BufferedImage(3, 4, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        label.resolve("x.png").toFile());
    Cli trained = train("odd", images.toString());

    assertThat(trained.code()).isEqualTo(2);
    assertThat(trained.errorLines())
        .last()
        .asString()
        .contains("does not fit network mozafari-2019: example ")
        .contains("an image of 4x3 grey");
  }

  @Test
  void takes_folders_of_images() throws IOException {
    Cli trained = train("png", SmallMnist.images(folder, 30, 20).toString());

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(report("png").get("testImages").asLong()).isEqualTo(20);
  }

  @Test
  void images_of_another_size_need_a_spec_that_resizes_them() throws IOException {
    String data = SmallMnist.idx(folder, 20, 10).toString();
    InputSpec strict = new InputSpec(20, 24);
    InputSpec lenient = strict.toBuilder().misfit(Misfit.RESIZE).build();

    Cli refused = trainNetwork(seeing("strict", strict), "refused", data);
    Cli resized = trainNetwork(seeing("lenient", lenient), "resized", data);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errorLines())
        .singleElement()
        .asString()
        .contains(
            "does not fit network mozafari-2019: an image of 28x28 grey does not fit a network"
                + " that takes 20x24 grey; set input.misfit: resize, or scale the images");
    assertThat(resized.code()).as(resized.err()).isZero();
    assertThat(report("resized").get("testImages").asLong()).isEqualTo(10);
  }

  /** Writes the spec of a network with another input. */
  private String seeing(String name, InputSpec input) throws IOException {
    NetworkSpec spec = NetworkSpec.load("mozafari-2019").toBuilder().input(input).build();
    return Files.writeString(folder.resolve(name + ".yaml"), spec.toYaml()).toString();
  }

  private Cli train(String name, String data, String... more) {
    return trainNetwork("mozafari-2019", name, data, more);
  }

  private Cli trainNetwork(String network, String name, String data, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--network", network, "--data", data, "--schedule", "S1=20,S2=20"));
    arguments.addAll(List.of("--model-out", file(name + ".model")));
    arguments.addAll(List.of("--report", file(name + ".json")));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Model model(String name) {
    return ModelFile.read(folder.resolve(name + ".model"));
  }

  private JsonNode report(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name + ".json").toFile());
  }

  private static List<String> names(JsonNode report) {
    List<String> names = new ArrayList<>();
    report.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
