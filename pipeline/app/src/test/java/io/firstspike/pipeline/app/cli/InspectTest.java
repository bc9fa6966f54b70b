package io.firstspike.pipeline.app.cli;

import static io.firstspike.pipeline.app.cli.Cli.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.testkit.SmallMnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that shows the origin of a model file. */
class InspectTest {

  @TempDir private Path folder;

  @Test
  void the_command_that_is_shown_makes_the_same_model_again() throws IOException {
    String data = SmallMnist.idx(Files.createDirectory(folder.resolve("da ta")), 60, 20).toString();
    succeed(
        "train",
        "--data",
        data,
        "--network",
        "firstspike-2026-quick",
        "--schedule",
        "S1=30",
        "--horizon",
        "100",
        "--images",
        "50",
        "--seed",
        "3",
        "--model-out",
        file("a.fspk"));
    succeed("train", "--data", data, "--model-in", file("a.fspk"), "--model-out", file("b.fspk"));

    JsonNode shown = json(file("b.fspk"));
    assertThat(shown.get("commands")).hasSize(2);
    String first = shown.get("commands").get(0).asText();
    assertThat(first)
        .contains("--schedule S1=30 --horizon 100 --passes 1 --images 50")
        .contains("--data '" + data + "'");
    String fingerprint = shown.get("weightsSha256").asText();
    assertThat(fingerprint).isEqualTo(ModelFile.read(Path.of(file("b.fspk"))).fingerprint());

    Files.delete(Path.of(file("a.fspk")));
    Files.delete(Path.of(file("b.fspk")));
    for (JsonNode run : shown.get("runs")) {
      String[] command = new ObjectMapper().convertValue(run.get("command"), String[].class);
      succeed(command);
    }
    assertThat(json(file("b.fspk"))).isEqualTo(shown);
  }

  @Test
  void data_layers_labels_and_spec_are_shown() throws IOException {
    succeed(
        "train",
        "--network",
        "firstspike-2026-quick",
        "--schedule",
        "S1=30",
        "--images",
        "40",
        "--model-out",
        file("m.fspk"));
    Cli shown = Cli.run("inspect", file("m.fspk"));

    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("seed                5\n")
        .contains(
            "data                sample, 40 images, SHA-256 "
                + MnistSample.train().slice(0, 40).fingerprint())
        .contains("frozen after 30 frames", "40 labels learned")
        .contains("labels              0 1 2 3 4 5 6 7 8 9\n")
        .contains("firstspike train --data sample --network firstspike-2026-quick --seed 5");
    String yaml = Cli.run("inspect", file("m.fspk"), "--spec").out();
    assertThat(shown.out()).endsWith(yaml);
    assertThat(NetworkSpec.parse("shown", yaml))
        .isEqualTo(ModelFile.read(Path.of(file("m.fspk"))).spec());
    assertThat(json(file("m.fspk")).get("layers")).hasSize(3);
  }

  @Test
  void on_data_each_layer_shows_its_spikes_which_are_those_that_evaluate_counts()
      throws IOException {
    succeed(
        "train",
        "--network",
        "firstspike-2026-quick",
        "--schedule",
        "S1=200",
        "--images",
        "40",
        "--model-out",
        file("m.fspk"));
    succeed("evaluate", "--model", file("m.fspk"), "--report", file("r.json"));
    Cli shown = Cli.run("inspect", "--json", file("m.fspk"), "--data", "sample");

    JsonNode layers = new ObjectMapper().readTree(shown.out()).get("layers");
    double spikes = layers.get(0).get("spikes").asDouble() + layers.get(1).get("spikes").asDouble();
    assertThat(spikes)
        .isCloseTo(
            new ObjectMapper()
                .readTree(Path.of(file("r.json")).toFile())
                .get("spikesPerImage")
                .asDouble(),
            within(1e-9));
    assertThat(layers.get(1).get("output")).hasToString("[50,9,9]");
    assertThat(layers.get(1).get("ones").asDouble()).isBetween(0.1, 1.0);
    assertThat(layers.get(1).get("convergence").asDouble()).isZero();
    assertThat(layers.get(2).has("convergence")).isFalse();
  }

  @Test
  void a_model_that_tells_of_no_command_says_so() {
    String old = Path.of(file("old.fspk")).toString();
    ModelFile.write(
        Path.of(old),
        Learner.fresh(NetworkSpec.load("firstspike-2026-quick"), 1).snapshot("frames and labels"));
    Cli shown = Cli.run("inspect", old);

    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains("learned from        frames and labels")
        .contains("does not say which command made it")
        .contains("0 of ");
  }

  @Test
  void bad_input_ends_with_one_line_and_code_2() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "to whom it may concern".repeat(9));
    for (List<String> refused :
        List.of(
            List.of("/no/such/model", "does not exist"),
            List.of(notes.toString(), "is no FirstSpike model"))) {
      Cli shown = Cli.run("inspect", refused.get(0));
      assertThat(shown.code()).isEqualTo(2);
      assertThat(shown.errorLines()).singleElement().asString().contains(refused.get(1));
    }
    assertThat(Cli.run("inspect", notes.toString(), "--json", "--spec").err())
        .contains("exclude each other");
  }

  private static JsonNode json(String model) throws IOException {
    Cli shown = Cli.run("inspect", "--json", model);
    assertThat(shown.code()).as(shown.err()).isZero();
    return new ObjectMapper().readTree(shown.out());
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
