package io.firstspike.pipeline.app.cli;

import static io.firstspike.pipeline.app.cli.Cli.refused;
import static io.firstspike.pipeline.app.cli.Cli.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.nir.NirFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Neurons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained networks that become spiking ones, on the command line. */
class ConvertNetworkTest {

  /** Two convolutions and two full connections, trained on MNIST's 60,000 digits. */
  private static final String DIGITS =
      Path.of("..", "..", "engine/onnx/src/test/resources/io/firstspike/engine/onnx")
          .resolve("digits-cnn.onnx")
          .toString();

  @TempDir private Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Cli convert(String out, String... more) {
    String[] known = {
      "convert",
      "--onnx",
      DIGITS,
      "--calibrate",
      "sample",
      "--calibration-images",
      "200",
      "--steps",
      "32",
      "--out",
      file(out)
    };
    return succeed(with(known, more));
  }

  private static double percent(String text, String row, int column) {
    String line = text.lines().filter(one -> one.matches(row + " .*%")).findFirst().orElseThrow();
    return Double.parseDouble(line.replaceAll(" %", "").split(" +")[column]);
  }

  @Test
  void digits_are_read_as_by_the_network_before() throws IOException {
    Cli run = convert("digits.fspk", "--compare", "200");
    assertThat(run.err()).hasLineCount(1).contains("note: node /net/y (Softmax) is left out");
    assertThat(run.out())
        .containsPattern("net.relu1 +IF \\(subtracts\\) +8x24x24 +net.conv1")
        .containsPattern("output_sum +I +10 +net.fc2")
        .contains("200 test images, ", "model written to " + file("digits.fspk"));
    assertThat(percent(run.out(), "before", 1)).isGreaterThanOrEqualTo(97);
    assertThat(percent(run.out(), "32", 1)).isGreaterThanOrEqualTo(98);
    assertThat(percent(run.out(), "32", 2)).isGreaterThanOrEqualTo(96);

    JsonNode report = report("digits.fspk");
    assertThat(Files.readAllLines(folder.resolve("r.csv")))
        .startsWith("curve,labels,right,wrong,accuracy,accuracySoFar")
        .last()
        .asString()
        .startsWith("test,500,");
    assertThat(report.get("testImages").asInt()).isEqualTo(500);
    assertThat(report.get("testAccuracy").asDouble()).isGreaterThanOrEqualTo(0.97);
    assertThat(report.get("network").asText()).isEqualTo("digits-cnn");
    assertThat(succeed("inspect", file("digits.fspk")).out())
        .contains(
            "learned from        digits-cnn.onnx, ONNX of tests, thresholds by percentile 99.9 on"
                + " 200 images of mnist-sample-train",
            "by: \"potential\"",
            "steps: 32");
  }

  @Test
  void the_same_pictures_give_the_same_model() {
    convert("one.fspk", "--compare", "1");
    convert("two.fspk", "--compare", "1");
    Graph one = exported("one");
    assertThat(Path.of(file("one.fspk"))).hasSameBinaryContentAs(Path.of(file("two.fspk")));
    convert("zero.fspk", "--compare", "1", "--start", "zero", "--percentile", "100");
    Graph zero = exported("zero");
    Neurons half = (Neurons) one.nodes().get("net.relu1");
    Neurons none = (Neurons) zero.nodes().get("net.relu1");
    assertThat(half.firing().kind()).isEqualTo(Neurons.Reset.SUBTRACT);
    assertThat(half.firing().threshold().values()).containsOnly(0.5f);
    assertThat(half.firing().reset().values()).containsOnly(-0.5f);
    assertThat(none.firing().threshold().values()).containsOnly(1);
    assertThat(none.firing().reset().values()).containsOnly(0);
  }

  /** The graph of a model, by way of a NIR file. */
  private Graph exported(String name) {
    String nir = file(name + ".nir");
    succeed("export", "--nir", nir, file(name + ".fspk"));
    return NirFile.read(Path.of(nir), NetworkLimit.DEFAULT).graph();
  }

  /** What other programs are given decides as the model does. */
  @Test
  void a_converted_network_that_is_exported_and_imported_is_the_same() throws IOException {
    convert("digits.fspk", "--compare", "1");
    Graph graph = exported("digits");
    succeed(
        "import",
        "--nir",
        file("digits.nir"),
        "--time-step",
        "1s",
        "--decision",
        "potential",
        "--steps",
        "32",
        "--out",
        file("again.fspk"));
    assertThat(exported("again")).isEqualTo(graph);
    JsonNode before = report("digits.fspk");
    assertThat(report("again.fspk").get("confusion")).isEqualTo(before.get("confusion"));
  }

  /** What its neurons look for in pixels nobody knows; the encoding is theirs all the same. */
  @Test
  void a_converted_model_is_examined_and_encodes_in_sql() throws IOException {
    convert("digits.fspk", "--compare", "1");
    assertThat(succeed("doctor", "--data", "sample", "--model", file("digits.fspk")).out())
        .contains("Nothing is wrong.");
    Path spec = folder.resolve("graph.yaml");
    Files.writeString(spec, succeed("inspect", "--spec", file("digits.fspk")).out());
    refused("with --model", "doctor", "--data", "sample", "--network", spec.toString());
    Path script = Files.writeString(folder.resolve("one.sql"), "SELECT 1;");
    refused("with --model", "sql", script.toString(), "--network", spec.toString());
  }

  private JsonNode report(String model) throws IOException {
    succeed("evaluate", "--model", file(model), "--data", "sample", "--report", file("r.json"));
    return new ObjectMapper().readTree(Path.of(file("r.json")).toFile());
  }

  @Test
  void a_layer_that_cannot_be_converted_is_named_with_its_remedy() throws IOException {
    OnnxMl.ModelProto.Builder model =
        OnnxMl.ModelProto.parseFrom(Files.readAllBytes(Path.of(DIGITS))).toBuilder();
    for (OnnxMl.NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("AveragePool")) {
        node.setOpType("MaxPool");
      }
    }
    Path maximum = Files.write(folder.resolve("max.onnx"), model.build().toByteArray());
    refused(
        "max.onnx: node /net/pool1 (MaxPool): a maximum over rates is no rate of neurons: train"
            + " with average pooling instead (AveragePool)",
        "convert",
        "--onnx",
        maximum.toString(),
        "--calibrate",
        "sample",
        "--out",
        file("out.fspk"));
    assertThat(Path.of(file("out.fspk"))).doesNotExist();
  }

  @Test
  void what_is_wrong_is_told_in_a_line() throws IOException {
    String out = file("out.fspk");
    String text = Files.writeString(folder.resolve("text.onnx"), "import torch").toString();
    String[] known = {"convert", "--onnx", DIGITS, "--calibrate", "sample", "--out", out};
    refused("--calibrate", "convert", "--onnx", DIGITS, "--out", out);
    refused(
        "text.onnx is no ONNX file",
        "convert",
        "--onnx",
        text,
        "--calibrate",
        "sample",
        "--out",
        out);
    refused(
        "--calibrate " + file("none") + " is no folder",
        "convert",
        "--onnx",
        DIGITS,
        "--calibrate",
        file("none"),
        "--out",
        out);
    refused("--percentile is 0.0", with(known, "--percentile", "0"));
    refused("--labels", with(known, "--labels", "a,b"));
    refused("2 means", with(known, "--mean", "0.1,0.2"));
    refused("neither half nor zero", with(known, "--start", "full"));
    refused("--steps", with(known, "--steps", "0"));
    refused("--to is for recordings", with(known, "--to", "csv"));
    refused("IN is for recordings", with(known, "in.csv"));
    refused(
        "--steps is for a network",
        "convert",
        "in.csv",
        "--to",
        "csv",
        "--out",
        "-",
        "--steps",
        "8");
    refused("name a recording", "convert", "--out", out);
    assertThat(Path.of(out)).doesNotExist();
  }

  private static String[] with(String[] args, String... more) {
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return all;
  }
}
