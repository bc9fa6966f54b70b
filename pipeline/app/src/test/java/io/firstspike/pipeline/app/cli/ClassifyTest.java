package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.testkit.SmallMnist;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single images on the command line. */
class ClassifyTest {

  @TempDir private static Path folder;

  private static String model;
  private static List<Path> digits;

  @BeforeAll
  static void train() throws IOException {
    Path data = SmallMnist.images(folder.resolve("data"), 300, 20);
    model = folder.resolve("m.fspk").toString();
    Cli trained =
        Cli.run(
            "train",
            "--network",
            "firstspike-2026-quick",
            "--schedule",
            "S1=50",
            "--data",
            data.toString(),
            "--model-out",
            model);
    assertThat(trained.code()).as(trained.err()).isZero();
    try (Stream<Path> files = Files.walk(data.resolve("test"))) {
      digits = files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void each_image_has_a_line_with_label_potential_and_margin() throws IOException {
    String[] arguments =
        Stream.concat(Stream.of("classify", "--model", model), digits.stream().map(Path::toString))
            .toArray(String[]::new);
    Cli classified = Cli.run(arguments);

    assertThat(classified.code()).as(classified.err()).isZero();
    assertThat(classified.err()).isEmpty();
    List<String> lines = classified.out().lines().toList();
    assertThat(lines).hasSameSizeAs(digits);
    long right = 0;
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i))
          .startsWith(digits.get(i) + "  ")
          .matches(".*  [0-9]  potential \\S+  margin \\S+ over [0-9]");
      String label = digits.get(i).getParent().getFileName().toString();
      right += lines.get(i).contains("  " + label + "  potential") ? 1 : 0;
    }
    assertThat(right).isEqualTo(rightByEvaluate());
  }

  private static long rightByEvaluate() throws IOException {
    Path report = folder.resolve("report.json");
    String data = folder.resolve("data").toString();
    Cli evaluated =
        Cli.run("evaluate", "--model", model, "--data", data, "--report", report.toString());
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    double accuracy = new ObjectMapper().readTree(report.toFile()).get("testAccuracy").asDouble();
    return Math.round(accuracy * digits.size());
  }

  @Test
  void the_backend_changes_no_result_and_an_unknown_one_is_refused_everywhere() {
    String digit = digits.get(0).toString();
    String plain = Cli.run("classify", "--model", model, digit).out();
    for (String backend : List.of("cpu", "auto")) {
      assertThat(Cli.run("classify", "--model", model, "--backend", backend, digit).out())
          .isEqualTo(plain);
    }
    String data = folder.resolve("data").toString();
    for (String[] command :
        List.of(
            new String[] {"classify", "--model", model, "--backend", "gpu", digit},
            new String[] {"evaluate", "--model", model, "--data", data, "--backend", "gpu"},
            new String[] {"train", "--data", data, "--backend", "gpu"},
            new String[] {"demo", "--backend", "gpu"},
            new String[] {"serve", "--backend", "gpu"},
            new String[] {"run", "--backend", "gpu"})) {
      Cli refused = Cli.run(command);
      assertThat(refused.code()).as(refused.err()).isEqualTo(2);
      assertThat(refused.errorLines())
          .singleElement()
          .asString()
          .contains("there is no backend \"gpu\": choose auto or one of cpu");
    }
  }

  @Test
  void json_has_an_object_a_line() throws IOException {
    Path black = folder.resolve("black.pgm");
    Files.write(black, concat("P5 28 28 255\n".getBytes(), new byte[784]));
    Cli classified =
        Cli.run("classify", "--json", "--model", model, digits.get(0).toString(), black.toString());

    assertThat(classified.code()).as(classified.err()).isZero();
    List<String> lines = classified.out().lines().toList();
    JsonNode digit = new ObjectMapper().readTree(lines.get(0));
    assertThat(digit.get("file").asText()).isEqualTo(digits.get(0).toString());
    assertThat(digit.get("silent").asBoolean()).isFalse();
    assertThat(digit.get("label").asText()).matches("[0-9]");
    assertThat(digit.get("margin").asDouble())
        .isCloseTo(
            digit.get("potential").asDouble() - digit.at("/runnerUp/potential").asDouble(),
            Offset.offset(1e-3));
    JsonNode silent = new ObjectMapper().readTree(lines.get(1));
    assertThat(silent.get("silent").asBoolean()).isTrue();
    assertThat(silent.get("label").isNull()).isTrue();
    assertThat(Cli.run("classify", "--model", model, black.toString()).out())
        .isEqualToIgnoringNewLines(black + "  silent");
  }

  @Test
  void what_cannot_be_classified_is_told_and_the_others_go_on() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "to whom it may concern");
    Path small = Files.writeString(folder.resolve("small.pgm"), "P2 1 1 255 7");
    Cli classified =
        Cli.run(
            "classify",
            "--model",
            model,
            notes.toString(),
            folder.toString(),
            "/no/such/image.png",
            small.toString(),
            digits.get(0).toString());

    assertThat(classified.code()).isEqualTo(2);
    assertThat(classified.out().lines()).singleElement().asString().contains("potential");
    assertThat(classified.errorLines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("firstspike: " + notes + ": the image is of no known format"),
            line ->
                assertThat(line)
                    .isEqualTo("firstspike: " + folder + ": it is a folder; name the images in it"),
            line ->
                assertThat(line).isEqualTo("firstspike: /no/such/image.png: there is no such file"),
            line ->
                assertThat(line)
                    .startsWith("firstspike: " + small + ": an image of 1x1 grey does not fit"));
  }

  @Test
  void limits_hold_as_they_do_in_the_job() {
    String digit = digits.get(0).toString();
    assertThat(Cli.run("classify", "--model", model, "--max-frame-bytes", "50", digit).err())
        .contains("51 bytes exceed the limit of 50 bytes");
    assertThat(Cli.run("classify", "--model", model, "--max-frame-pixels", "783", digit).err())
        .contains("28x28 exceeds the limit of 783 pixels");
    assertThat(Cli.run("classify", "--model", model, "--max-frame-pixels", "0", digit).err())
        .contains("must be 1 to 67,108,864");
  }

  @Test
  void a_dash_is_the_standard_input() throws IOException {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(digits.get(0))));
      Cli classified = Cli.run("classify", "--model", model, "-");

      assertThat(classified.code()).as(classified.err()).isZero();
      assertThat(classified.out()).startsWith("-  ").contains("potential");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void a_model_and_an_image_are_needed() {
    assertThat(Cli.run("classify", "x.png").errorLines())
        .singleElement()
        .asString()
        .contains("Missing required option: '--model=FILE'");
    assertThat(Cli.run("classify", "--model", model).errorLines())
        .singleElement()
        .asString()
        .contains("Missing required parameter: 'FILE'");
    Cli missing = Cli.run("classify", "--model", "/no/such/model", "x.png");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("does not exist; train writes one");
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
