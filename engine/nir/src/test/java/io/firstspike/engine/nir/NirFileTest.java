package io.firstspike.engine.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Rectifier;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Subgraph;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NirFileTest {

  @TempDir Path folder;

  /** One node of each kind; it need not run. */
  private static Graph everyKind() {
    Tensor two = Tensor.of(0.5f, -2);
    Neurons.Leak leak = new Neurons.Leak(Tensor.of(1, 2), two);
    Neurons.Synapse synapse = new Neurons.Synapse(Tensor.of(3, 4), two);
    Neurons.Firing firing = new Neurons.Firing(two, Tensor.of(0, -1));
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("input", new Input(List.of(1, 2)));
    nodes.put("affine", new Affine(new Tensor(List.of(2, 1), new float[] {1, 2}), two));
    nodes.put("linear", new Affine(new Tensor(List.of(1, 2), new float[] {1, 2}), null));
    Sliding same = new Sliding(2, 3, 1, 1, 1, 2, 0, 2, 1, 2);
    nodes.put(
        "conv2d",
        new Convolve(
            Tensor.filled(List.of(4, 1, 2, 3), 1),
            Tensor.filled(List.of(4), 2),
            same,
            2,
            List.of(5, 6)));
    nodes.put(
        "conv1d",
        new Convolve(
            Tensor.filled(List.of(1, 2, 3), 7),
            Tensor.of(0),
            new Sliding(1, 3, 1, 2, 1, 4, 0, 1, 0, 1),
            1,
            List.of(9)));
    nodes.put("sum", new Pool(Sliding.plain(2, 3, 1, 2, 1, 0), false));
    nodes.put("average", new Pool(Sliding.plain(2, 2, 2, 2, 0, 0), true));
    nodes.put("scale", new Scale(two));
    nodes.put("flatten", new Flatten(0, -1, List.of(1, 2)));
    nodes.put("delay", new Delay(Tensor.of(0, 0.5f)));
    nodes.put("threshold", new Threshold(two));
    nodes.put("I", new Neurons(two, null, null, null));
    nodes.put("IF", new Neurons(two, null, null, firing));
    nodes.put("LI", new Neurons(two, leak, null, null));
    nodes.put("LIF", new Neurons(two, leak, null, firing));
    nodes.put(
        "soft LIF",
        new Neurons(
            two, leak, null, new Neurons.Firing(two, Tensor.of(0, -3), Neurons.Reset.SUBTRACT)));
    nodes.put("CubaLI", new Neurons(two, leak, synapse, null));
    nodes.put("CubaLIF", new Neurons(two, leak, synapse, firing));
    nodes.put(
        "soft IF",
        new Neurons(
            two, null, null, new Neurons.Firing(two, Tensor.of(0, -3), Neurons.Reset.SUBTRACT)));
    nodes.put(
        "part",
        new Subgraph(
            new Graph(
                Map.of("in", new Input(List.of(2)), "out", new Output(List.of(2))),
                List.of(new Edge("in", "out")))));
    nodes.put("output", new Output(List.of(2)));
    return new Graph(nodes, List.of(new Edge("input", "I"), new Edge("I", "output")));
  }

  private Path written(Graph graph) {
    Path file = folder.resolve("graph.nir");
    NirFile.write(file, NirGraph.of(graph, Map.of("made", "here")));
    return file;
  }

  @Test
  void whatIsWrittenIsReadBack() {
    NirGraph read = NirFile.read(written(everyKind()), NetworkLimit.DEFAULT);
    assertThat(read.graph().nodes()).isEqualTo(everyKind().nodes());
    assertThat(read.graph().edges()).isEqualTo(everyKind().edges());
    assertThat(read.metadata()).isEqualTo(Map.of("made", "here"));
    assertThat(read.version()).isEqualTo("1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lif_norse.nir",
        "two_lif_neurons.nir",
        "cnn_sinabs.nir",
        "braille_noDelay_bias_zero.nir"
      })
  void publishedGraphsAreTheSameAfterWriting(String name) {
    Graph graph = Published.graph(name);
    Graph again = NirFile.read(written(graph), NetworkLimit.DEFAULT).graph();
    assertThat(again).isEqualTo(graph);
  }

  /** The reference implementation's own tool reads what is written. */
  @Test
  void h5dumpReadsWhatIsWritten() throws IOException, InterruptedException {
    Path tool =
        Arrays.stream(System.getenv("PATH").split(":"))
            .map(place -> Path.of(place, "h5dump"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(tool != null, "h5dump is not installed (Debian: hdf5-tools): not checked with it");
    Process dump =
        new ProcessBuilder(tool.toString(), written(everyKind()).toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(dump.waitFor()).as(text).isZero();
    assertThat(text)
        .contains("\"NIRGraph\"", "\"CubaLIF\"", "GROUP \"metadata\"", "(0,0): \"input\", \"I\"")
        .doesNotContain("error", "unable");
  }

  private void refused(Path file, String... words) {
    assertThatThrownBy(() -> NirFile.read(file, NetworkLimit.DEFAULT))
        .isInstanceOf(NirException.class)
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aFileThatIsNoHdf5IsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("text.nir"), "nodes: []");
    refused(file, "text.nir", "no HDF5 file", "nir.write");
    refused(folder.resolve("missing.nir"), "does not exist");
  }

  private interface Content {
    void putInto(WritableHdfFile file);
  }

  private Path hdf(Content content) {
    Path file = folder.resolve("made.nir");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      content.putInto(hdf);
    }
    return file;
  }

  /** A graph with one node beside its input. */
  private static WritableGroup node(WritableHdfFile file, String type) {
    WritableGroup graph = file.putGroup("node");
    graph.putDataset("type", "NIRGraph");
    graph.putDataset("edges", new String[][] {{"in", "one"}});
    WritableGroup nodes = graph.putGroup("nodes");
    WritableGroup in = nodes.putGroup("in");
    in.putDataset("type", "Input");
    in.putDataset("shape", new long[] {1});
    WritableGroup node = nodes.putGroup("one");
    node.putDataset("type", type);
    return node;
  }

  @Test
  void otherHdf5FilesAreRefused() {
    refused(hdf(file -> file.putDataset("data", new int[] {1})), "without the group node");
    refused(
        hdf(
            file -> {
              WritableGroup node = file.putGroup("node");
              node.putDataset("type", "LIF");
            }),
        "a single node (LIF)");
  }

  @Test
  void aNodeThatCannotRunIsNamed() {
    refused(hdf(file -> node(file, "LIFF")), "node one (LIFF)", "cannot run here", "LIF");
    refused(hdf(file -> node(file, "LIF")), "node one (LIF)", "lacks r");
  }

  /** NIR's own writer packs arrays with gzip. */
  @Test
  void packedArraysAreRead() {
    float[][] weight = new float[40][30];
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 30; j++) {
        weight[i][j] = i * j % 7;
      }
    }
    DatasetCreationOptions packed =
        DatasetCreationOptions.builder().chunkDimensions(16, 16).shuffle().deflate(4).build();
    Path file = hdf(made -> node(made, "Linear").putDataset("weight", weight, packed));
    Affine read = (Affine) NirFile.read(file, NetworkLimit.DEFAULT).graph().nodes().get("one");
    assertThat(read.weight().values()[39 * 30 + 29]).isEqualTo(39 * 29 % 7);
    assertThat(read.weight().dimensions()).containsExactly(40, 30);
  }

  @Test
  void numbersThatAreNotFiniteAreNamed() {
    refused(
        hdf(file -> node(file, "Linear").putDataset("weight", new float[][] {{1, Float.NaN}})),
        "node one (Linear)",
        "weight has NaN");
  }

  @Test
  void parametersThatDoNotFitAreNamed() {
    refused(
        hdf(
            file -> {
              WritableGroup node = node(file, "IF");
              node.putDataset("r", new float[] {1, 1});
              node.putDataset("v_threshold", new float[] {1, 1, 1});
            }),
        "node one (IF)",
        "[2] and [3]");
    refused(
        hdf(
            file -> {
              WritableGroup node = node(file, "Conv2d");
              node.putDataset("weight", new float[1][1][3][3]);
              node.putDataset("bias", new float[1]);
              node.putDataset("stride", new long[] {1, 0});
              node.putDataset("padding", new long[] {1, 1});
              node.putDataset("dilation", new long[] {1, 1});
              node.putDataset("groups", 1L);
            }),
        "node one (Conv2d)",
        "strides");
  }

  @Test
  void rectifiersAreNotWritten() {
    Path file = folder.resolve("rectifier.nir");
    Graph graph = new Graph(Map.of("relu", new Rectifier()), List.of());
    assertThatThrownBy(() -> NirFile.write(file, NirGraph.of(graph, Map.of())))
        .isInstanceOf(NirException.class)
        .hasMessageContaining("no node for a rectifier");
    assertThat(file).doesNotExist();
  }

  @Test
  void anUnknownKindOfResetIsNamed() {
    refused(
        hdf(
            file -> {
              WritableGroup node = node(file, "IF");
              node.putDataset("r", new float[] {1});
              node.putDataset("v_threshold", new float[] {1});
              node.putGroup("metadata").putDataset("firstspike_reset", "halve");
            }),
        "node one (IF)",
        "firstspike_reset is halve");
  }

  @Test
  void theLimitOfNumbersHoldsBeforeTheyAreRead() {
    Path file = Published.file("cnn_sinabs.nir");
    assertThatThrownBy(() -> NirFile.read(file, new NetworkLimit(10_000)))
        .isInstanceOf(NirException.class)
        .hasMessageContainingAll("node ", "more than 10,000 numbers", "--max-weights");
  }

  /** Whatever a damaged file makes of it is one line that names the file. */
  @Test
  void damagedFilesAreRefusedOrRead() throws IOException {
    byte[] whole = Files.readAllBytes(Published.file("two_lif_neurons.nir"));
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged =
          i % 3 == 0 ? Arrays.copyOf(whole, 8 + random.nextInt(whole.length - 8)) : whole.clone();
      for (int j = 0; j < 1 + i % 5; j++) {
        damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("damaged.nir"), damaged);
      try {
        NirFile.read(file, NetworkLimit.DEFAULT);
      } catch (NirException e) {
        refused++;
        assertThat(e.getMessage()).contains("damaged.nir").doesNotContain("\n");
      }
    }
    assertThat(refused).isGreaterThan(100);
  }
}
