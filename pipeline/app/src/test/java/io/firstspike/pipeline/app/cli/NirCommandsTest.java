package io.firstspike.pipeline.app.cli;

import static io.firstspike.pipeline.app.cli.Cli.refused;
import static io.firstspike.pipeline.app.cli.Cli.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.Mnist;
import io.firstspike.engine.nir.NirFile;
import io.firstspike.engine.nir.NirGraph;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.testkit.SmallMnist;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks from and to NIR files on the command line. */
class NirCommandsTest {

  private static final Path PUBLISHED =
      Path.of("..", "..", "engine/nir/src/test/resources/io/firstspike/engine/nir");

  @TempDir private Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Path recordings() throws URISyntaxException {
    return Path.of(NirCommandsTest.class.getResource("nmnist-20.zip").toURI());
  }

  private static final String CNN = PUBLISHED.resolve("cnn_sinabs.nir").toString();

  private JsonNode report(String... evaluate) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("evaluate", "--report", file("r.json")));
    arguments.addAll(List.of(evaluate));
    succeed(arguments.toArray(String[]::new));
    return new ObjectMapper().readTree(Path.of(file("r.json")).toFile());
  }

  /** The first two recordings of each digit; on all 600 it is right in 98.3 %. */
  @Test
  void a_published_network_reads_digits_from_recordings() throws IOException, URISyntaxException {
    Cli imported = succeed("import", "--nir", CNN, "--time-step", "1s", "--out", file("cnn.fspk"));
    assertThat(imported.out())
        .containsPattern("0 +Conv2d +16x16x16 +input")
        .contains("8,970 neurons, time steps of 1.0 s")
        .contains("events of 34x34 pixels, in windows of 325 time steps of 1,000 us")
        .contains("model written to " + file("cnn.fspk"));
    assertThat(imported.err()).isEmpty();
    Cli small = succeed("import", "--nir", CNN, "--time-step", "1ms", "--out", file("small.fspk"));
    assertThat(small.err()).contains("by 0.001 r", "--time-step 1s");
    String zip = recordings().toString();
    JsonNode report = report("--model", file("cnn.fspk"), "--data", zip);
    assertThat(report.get("testImages").asInt()).isEqualTo(20);
    assertThat(report.get("testAccuracy").asDouble()).isGreaterThanOrEqualTo(0.95);
    assertThat(report.get("network").asText()).isEqualTo("cnn_sinabs");

    String halves = unzipped(recordings()).toString();
    String[] evaluate = {"evaluate", "--model", file("cnn.fspk"), "--data", halves};
    assertThat(succeed(evaluate).out()).containsPattern("test windows +18\n");
    Cli shown = succeed("inspect", file("cnn.fspk"));
    assertThat(shown.out()).contains("labels              0 1 2 3", "slices: 325");
    assertThat(shown.out()).containsPattern("12 +IF +10 +11");
    Path seven = Path.of(halves, "Test", "7");
    try (Stream<Path> files = Files.list(seven)) {
      String recording = files.findFirst().orElseThrow().toString();
      assertThat(succeed("classify", "--model", file("cnn.fspk"), recording).out())
          .containsPattern("\\b7\\b");
    }
  }

  @Test
  void an_imported_graph_is_exported_as_it_was() {
    succeed("import", "--nir", CNN, "--time-step", "1s", "--out", file("cnn.fspk"));
    succeed("export", "--nir", file("back.nir"), file("cnn.fspk"));
    NirGraph back = NirFile.read(Path.of(file("back.nir")), NetworkLimit.DEFAULT);
    assertThat(back.graph()).isEqualTo(NirFile.read(Path.of(CNN), NetworkLimit.DEFAULT).graph());
    assertThat(back.metadata())
        .containsEntry("decision", "count")
        .containsEntry("time_step", "1.0");
    String learning = file("learning.fspk");
    succeed("import", "--nir", CNN, "--time-step", "1s", "--learn-on", "10", "--out", learning);
    refused("a layer that learns", "export", "--nir", file("x.nir"), learning);
  }

  /** What the network knows is where learning on its output begins. */
  @Test
  void an_imported_network_goes_on_learning() throws IOException, URISyntaxException {
    String halves = unzipped(recordings()).toString();
    String model = file("learning.fspk");
    Cli imported =
        succeed(
            "import", "--nir", CNN, "--time-step", "1s", "--learn-on", "output", "--out", model);
    assertThat(imported.out()).contains("learns on counts up to 325 of node output");
    double before =
        report("--model", model, "--data", halves, "--set", "train").get("testAccuracy").asDouble();
    assertThat(before).isEqualTo(1);
    Path digits = Path.of(halves, "Train");
    // What it takes for a zero is called a nine from now on.
    Files.move(digits.resolve("0"), digits.resolve("9"));
    assertThat(
            report("--model", model, "--data", halves, "--set", "train")
                .get("testAccuracy")
                .asDouble())
        .isZero();
    String learned = file("learned.fspk");
    succeed(
        "train", "--model-in", model, "--data", halves, "--passes", "20", "--model-out", learned);
    assertThat(
            report("--model", learned, "--data", halves, "--set", "train")
                .get("testAccuracy")
                .asDouble())
        .isEqualTo(1);
  }

  /** As folders: the digit 0 as one half, all others as the other. */
  private Path unzipped(Path zip) throws IOException {
    Path root = folder.resolve("recordings");
    try (InputStream bytes = Files.newInputStream(zip);
        ZipInputStream in = new ZipInputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String half = entry.getName().startsWith("0/") ? "Train" : "Test";
        Path file = root.resolve(half).resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, in.readAllBytes());
      }
    }
    return root;
  }

  @ParameterizedTest
  @CsvSource({"current, 0.05", "rate, 0.05"})
  void images_are_shown_as_currents_or_rates(String kind, String gain) throws IOException {
    Path data = SmallMnist.idx(folder, 500, 200);
    NirFile.write(folder.resolve("means.nir"), NirGraph.of(classMeans(data), Map.of()));
    succeed(
        "import",
        "--nir",
        file("means.nir"),
        "--time-step",
        "1",
        "--frames",
        kind,
        "--gain",
        gain,
        "--steps",
        "400",
        "--out",
        file("means.fspk"));
    String[] evaluate = {"--model", file("means.fspk"), "--data", data.toString()};
    JsonNode report = report(evaluate);
    assertThat(report.get("testImages").asInt()).isEqualTo(200);
    assertThat(report.get("testAccuracy").asDouble())
        .isGreaterThan(0.5)
        .isCloseTo(accuracyOfDrives(data), within(0.05));
    assertThat(report(evaluate).get("confusion")).isEqualTo(report.get("confusion"));
  }

  /** The share of test digits whose neuron is driven most: the one that fires most often. */
  private static double accuracyOfDrives(Path data) {
    float[] weights = ((Affine) classMeans(data).nodes().get("means")).weight().values();
    Dataset digits = Mnist.test(data);
    int right = 0;
    for (int i = 0; i < digits.size(); i++) {
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int label = 0; label < 10; label++) {
        double drive = 0;
        for (int pixel = 0; pixel < 784; pixel++) {
          drive += weights[label * 784 + pixel] * (digits.image(i).samples()[pixel] & 0xff);
        }
        best = drive > highest ? label : best;
        highest = Math.max(highest, drive);
      }
      right += digits.label(i).equals("" + best) ? 1 : 0;
    }
    return (double) right / digits.size();
  }

  /** Output neurons of which each is driven by how a digit's mean differs from that of all. */
  private static Graph classMeans(Path data) {
    Dataset digits = Mnist.train(data);
    float[][] sums = new float[10][784];
    int[] counts = new int[10];
    for (int i = 0; i < digits.size(); i++) {
      int label = Integer.parseInt(digits.label(i));
      counts[label]++;
      for (int pixel = 0; pixel < 784; pixel++) {
        sums[label][pixel] += (digits.image(i).samples()[pixel] & 0xff) / 255f;
      }
    }
    float[] weights = new float[7840];
    for (int pixel = 0; pixel < 784; pixel++) {
      float mean = 0;
      for (int label = 0; label < 10; label++) {
        mean += sums[label][pixel] / counts[label] / 10;
      }
      for (int label = 0; label < 10; label++) {
        weights[label * 784 + pixel] = sums[label][pixel] / counts[label] - mean;
      }
    }
    for (int label = 0; label < 10; label++) {
      double square = 0;
      for (int pixel = 0; pixel < 784; pixel++) {
        square += weights[label * 784 + pixel] * weights[label * 784 + pixel];
      }
      for (int pixel = 0; pixel < 784; pixel++) {
        weights[label * 784 + pixel] *= 5 / Math.sqrt(square);
      }
    }
    Tensor ten = Tensor.filled(List.of(10), 1);
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(List.of(1, 28, 28)));
    nodes.put("flat", new Flatten(0, -1, List.of(1, 28, 28)));
    nodes.put("means", new Affine(new Tensor(List.of(10, 784), weights), null));
    nodes.put(
        "fire",
        Neurons.integrateAndFire(
            ten, Tensor.filled(List.of(10), 20), Tensor.filled(List.of(10), 0)));
    nodes.put("out", new Output(List.of(10)));
    return new Graph(
        nodes,
        List.of(
            new Edge("in", "flat"),
            new Edge("flat", "means"),
            new Edge("means", "fire"),
            new Edge("fire", "out")));
  }

  @Test
  void what_cannot_be_imported_is_told_in_a_line() throws IOException, URISyntaxException {
    String csv = PUBLISHED.resolve("lif_norse.csv").toString();
    refused("no HDF5 file", "import", "--nir", csv, "--time-step", "1", "--out", file("x.nir"));
    String braille = PUBLISHED.resolve("braille_noDelay_bias_zero.nir").toString();
    refused(
        "node lif1.lif (CubaLIF)",
        "import",
        "--nir",
        braille,
        "--time-step",
        "1ms",
        "--out",
        file("x.nir"));
    refused(
        "7 elements, and there are 2 labels",
        "import",
        "--nir",
        braille,
        "--time-step",
        "0.1ms",
        "--labels",
        "a,b",
        "--out",
        file("x.nir"));
    refused(
        "--max-weights",
        "import",
        "--nir",
        braille,
        "--time-step",
        "0.1ms",
        "--max-weights",
        "100",
        "--out",
        file("x.nir"));
    Cli unit = Cli.run("import", "--nir", braille, "--time-step", "1h", "--out", file("x.nir"));
    assertThat(unit.code()).isEqualTo(2);
    assertThat(unit.err()).contains("is no time above 0");
    assertThat(Path.of(file("x.nir"))).doesNotExist();

    String[] vowels = {
      "import",
      "--nir",
      braille,
      "--time-step",
      "0.1ms",
      "--labels",
      "A,E,I,O,U,Y,Space",
      "--out",
      file("b.fspk")
    };
    Cli imported = succeed(vowels);
    assertThat(imported.out())
        .contains("grey images of 1x12, shown for 100 time steps as currents");
    refused("--overwrite", vowels);
    refused("has classes", "evaluate", "--model", file("b.fspk"));
    refused("firstspike import", "evaluate", "--model", braille);
    refusedImport(braille, "not one or two polarities", "--input", "events");
    refusedImport(braille, "images of 3x3", "--image", "3x3");
    refusedImport(braille, "no node lif9: read one of", "--learn-on", "lif9");
    refusedImport(braille, "does not fire", "--learn-on", "fc2");
    refusedImport(braille, "for --learn-on", "--levels", "3");
    refusedImport(CNN, "1,024", "--event-window", "3s");
    refusedImport(CNN, "--event-step", "--event-step", "0.1us");
    refusedImport(file("none.nir"), "does not exist");
    Files.writeString(
        folder.resolve("graph.yaml"), succeed("inspect", "--spec", file("b.fspk")).out());
    refused("--model-in", "train", "--network", file("graph.yaml"), "--model-out", file("y.fspk"));
  }

  private void refusedImport(String graph, String message, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("import", "--nir", graph, "--time-step", "0.1ms", "--out", file("x.fspk")));
    arguments.addAll(List.of(options));
    refused(message, arguments.toArray(String[]::new));
    assertThat(Path.of(file("x.fspk"))).doesNotExist();
  }

  @Test
  void an_exported_network_decides_as_the_model() throws IOException {
    String data = SmallMnist.idx(folder, 60, 40).toString();
    String network = SmallNetwork.write(folder);
    succeed("train", "--network", network, "--data", data, "--model-out", file("a.fspk"));
    refused("--approximate", "export", "--nir", file("a.nir"), file("a.fspk"), "--data", data);
    assertThat(Path.of(file("a.nir"))).doesNotExist();
    Cli exported =
        succeed(
            "export",
            "--nir",
            file("a.nir"),
            file("a.fspk"),
            "--approximate",
            "--data",
            data,
            "--compare",
            "30");
    assertThat(exported.out())
        .containsPattern("compared +30 test images")
        .containsPattern("same decision +30, 100.00 %");
    NirGraph graph = NirFile.read(Path.of(file("a.nir")), NetworkLimit.DEFAULT);
    assertThat(graph.metadata().get("approximate")).startsWith("yes").contains("30 of 30");
    assertThat(graph.graph().nodes()).containsKeys("S1_convolution", "S1", "S1_pooled", "S2");
  }
}
