package io.firstspike.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OrtException;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operator gives what ONNX Runtime gives. */
class OperatorsTest {

  @TempDir private Path folder;

  private static Arguments of(String what, OnnxBuilder network, long... dimensions) {
    return Arguments.of(what, network, dimensions);
  }

  private static OnnxBuilder maps() {
    return new OnnxBuilder(0, 4, 9, 8).weights("w", 6, 4, 3, 2).weights("b", 6);
  }

  private static Arguments conv(Object... attributes) {
    return of("Conv " + told(attributes), maps().node("Conv", "y = x w b", attributes), 4, 9, 8);
  }

  private static String told(Object... attributes) {
    StringBuilder told = new StringBuilder();
    for (Object one : attributes) {
      told.append(one instanceof long[] numbers ? java.util.Arrays.toString(numbers) : one);
      told.append(' ');
    }
    return told.toString();
  }

  private static long[] longs(long... numbers) {
    return numbers;
  }

  static Stream<Arguments> convolutions() {
    return Stream.of(
        conv(),
        conv("strides", longs(2, 3)),
        conv("pads", longs(1, 1, 1, 1)),
        conv("pads", longs(1, 0, 1, 0), "kernel_shape", longs(3, 2)),
        conv("pads", longs(0, 1, 2, 0)),
        conv("pads", longs(2, 0, 0, 1), "strides", longs(2, 2)),
        conv("dilations", longs(2, 3)),
        conv("dilations", longs(2, 3), "pads", longs(0, 3, 2, 0)),
        conv("dilations", longs(2, 3), "pads", longs(0, 1, 3, 0), "strides", longs(1, 2)),
        conv("auto_pad", "SAME_UPPER"),
        conv("auto_pad", "SAME_LOWER"),
        conv("auto_pad", "SAME_UPPER", "strides", longs(2, 3)),
        conv("auto_pad", "SAME_LOWER", "strides", longs(4, 3)),
        conv("auto_pad", "VALID", "strides", longs(2, 1)),
        of(
            "Conv in groups, without bias",
            new OnnxBuilder(0, 4, 9, 8)
                .weights("w", 6, 2, 3, 2)
                .node("Conv", "y = x w", "group", 2),
            4,
            9,
            8),
        of(
            "Conv of each map",
            new OnnxBuilder(1, 4, 9, 8)
                .weights("w", 4, 1, 3, 3)
                .weights("b", 4)
                .node("Conv", "y = x w b", "group", 4, "pads", longs(1, 0, 0, 1)),
            4,
            9,
            8));
  }

  private static Arguments pool(Object... attributes) {
    return of(
        "AveragePool " + told(attributes),
        new OnnxBuilder(0, 3, 9, 8).operators(19).node("AveragePool", "y = x", attributes),
        3,
        9,
        8);
  }

  static Stream<Arguments> pools() {
    long[] window = longs(3, 2);
    return Stream.of(
        pool("kernel_shape", window),
        pool("kernel_shape", window, "strides", longs(2, 2)),
        pool("kernel_shape", window, "pads", longs(1, 1, 1, 1)),
        pool("kernel_shape", window, "pads", longs(1, 1, 1, 1), "count_include_pad", 1),
        pool("kernel_shape", window, "pads", longs(0, 1, 2, 0), "strides", longs(2, 1)),
        pool("kernel_shape", window, "pads", longs(0, 1, 2, 0), "count_include_pad", 1),
        pool("kernel_shape", window, "auto_pad", "SAME_UPPER", "strides", longs(2, 2)),
        pool("kernel_shape", window, "auto_pad", "SAME_LOWER"),
        pool("kernel_shape", window, "dilations", longs(2, 2)),
        pool("kernel_shape", window, "ceil_mode", 1),
        of(
            "GlobalAveragePool",
            new OnnxBuilder(0, 3, 9, 8).node("GlobalAveragePool", "y = x"),
            3,
            9,
            8),
        of(
            "ReduceMean",
            new OnnxBuilder(0, 3, 9, 8)
                .node("ReduceMean", "y = x", "axes", longs(-1, 2), "keepdims", 0),
            3,
            9,
            8),
        of(
            "ReduceMean, axes as input",
            new OnnxBuilder(0, 3, 9, 8)
                .operators(18)
                .integers("a", 2, 3)
                .node("ReduceMean", "y = x a"),
            3,
            9,
            8));
  }

  private static OnnxBuilder flat() {
    return new OnnxBuilder(0, 7).weights("w", 7, 5).weights("v", 5, 7).weights("b", 5);
  }

  static Stream<Arguments> connections() {
    return Stream.of(
        of("Gemm", flat().node("Gemm", "y = x w b"), 7),
        of("Gemm transB", flat().node("Gemm", "y = x v b", "transB", 1), 7),
        of("Gemm alpha", flat().node("Gemm", "y = x w b", "alpha", 0.5f, "beta", -2f), 7),
        of("Gemm without bias", flat().node("Gemm", "y = x w", "alpha", 3f), 7),
        of(
            "Gemm with a bias for all",
            flat().constant("c", new float[] {3}).node("Gemm", "y = x w c"),
            7),
        of("MatMul", flat().node("MatMul", "y = x w"), 7),
        of("MatMul, Add", flat().node("MatMul", "h = x w").node("Add", "y = h b"), 7),
        of("Add of a bias first", flat().node("MatMul", "h = x w").node("Add", "y = b h"), 7),
        of(
            "BatchNormalization",
            flat()
                .variances("d", 5)
                .weights("s", 5)
                .weights("m", 5)
                .node("MatMul", "h = x w")
                .node("BatchNormalization", "y = h s b m d", "epsilon", 0.01f),
            7),
        of(
            "BatchNormalization of the input",
            flat()
                .variances("d", 7)
                .weights("s", 7)
                .weights("m", 7)
                .weights("c", 7)
                .node("BatchNormalization", "y = x s c m d"),
            7),
        of("Mul of the input", flat().weights("s", 7).node("Mul", "y = s x"), 7));
  }

  private static OnnxBuilder normalised() {
    return maps().weights("s", 6).weights("o", 6).weights("m", 6).variances("d", 6);
  }

  static Stream<Arguments> normalisations() {
    return Stream.of(
        of(
            "folded into Conv",
            normalised()
                .node("Conv", "h = x w b")
                .node("BatchNormalization", "y = h s o m d", "momentum", 0.8f),
            4,
            9,
            8),
        of(
            "of what another node reads too",
            normalised()
                .node("Conv", "h = x w b")
                .node("BatchNormalization", "g = h s o m d")
                .node("Add", "y = g h"),
            4,
            9,
            8),
        of(
            "of what another node reads by another name",
            normalised()
                .node("Conv", "h = x w b")
                .node("Identity", "i = h")
                .node("BatchNormalization", "g = i s o m d")
                .node("Add", "y = g h"),
            4,
            9,
            8),
        of(
            "after a pool",
            normalised()
                .node("Conv", "h = x w b")
                .node("AveragePool", "g = h", "kernel_shape", longs(2, 2))
                .node("BatchNormalization", "y = g s o m d"),
            4,
            9,
            8),
        of(
            "by constants",
            maps()
                .weights("p", 1, 4, 1, 1)
                .weights("q", 4, 1, 1)
                .variances("r", 6, 1, 1)
                .constant("two", new float[] {2}, 1)
                .node("Sub", "h = x p")
                .node("Div", "g = h two")
                .node("Mul", "f = q g")
                .node("Conv", "e = f w b")
                .node("Sub", "d = two e")
                .node("Div", "y = d r"),
            4,
            9,
            8));
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        of("Flatten", new OnnxBuilder(0, 3, 2, 2).node("Flatten", "y = x"), 3, 2, 2),
        of("Flatten of axis -1", new OnnxBuilder(0, 3).node("Flatten", "y = x", "axis", -1), 3),
        of(
            "Reshape -1",
            new OnnxBuilder(0, 3, 2, 2).integers("s", 1, -1).node("Reshape", "y = x s"),
            3,
            2,
            2),
        of(
            "Reshape of the batch",
            new OnnxBuilder(0, 3, 2, 2).integers("s", -1, 12).node("Reshape", "y = x s"),
            3,
            2,
            2),
        of(
            "Reshape of the input",
            new OnnxBuilder(0, 12)
                .integers("s", 0, 1, 3, -1)
                .weights("w", 2, 1, 2, 2)
                .node("Reshape", "h = x s")
                .node("Conv", "y = h w"),
            12),
        of(
            "Squeeze",
            new OnnxBuilder(0, 3, 2, 2)
                .integers("a", 2, -1)
                .node("GlobalAveragePool", "h = x")
                .node("Squeeze", "y = h a"),
            3,
            2,
            2),
        of(
            "Unsqueeze",
            new OnnxBuilder(0, 4, 4)
                .integers("a", 1)
                .weights("w", 2, 1, 2, 2)
                .node("Unsqueeze", "h = x a")
                .node("Conv", "y = h w"),
            4,
            4),
        of(
            "Transpose of one channel",
            new OnnxBuilder(0, 4, 5, 1)
                .weights("w", 2, 1, 2, 2)
                .node("Transpose", "h = x", "perm", longs(0, 3, 1, 2))
                .node("Conv", "y = h w"),
            4,
            5,
            1));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        of("Relu", new OnnxBuilder(0, 30).node("Relu", "y = x"), 30),
        of(
            "Dropout, Identity",
            new OnnxBuilder(0, 3).node("Dropout", "h = x").node("Identity", "y = h"),
            3),
        of(
            "Add of branches",
            new OnnxBuilder(0, 3).node("Relu", "h = x").node("Add", "y = x h"),
            3),
        of(
            "Sub of branches",
            new OnnxBuilder(0, 3).node("Relu", "h = x").node("Sub", "y = x h"),
            3),
        of(
            "Add of the same",
            new OnnxBuilder(0, 3).node("Relu", "h = x").node("Add", "y = h h"),
            3),
        of(
            "Clip at 0",
            new OnnxBuilder(0, 30).node("Clip", "y = x zero").constant("zero", new float[] {0}),
            30),
        of(
            "Clip at 0 of old operators",
            new OnnxBuilder(0, 30).operators(7).node("Clip", "y = x", "min", 0f),
            30),
        of(
            "Max with 0",
            new OnnxBuilder(0, 30).constant("zero", new float[] {0}, 1).node("Max", "y = zero x"),
            30),
        of(
            "Constant",
            new OnnxBuilder(0, 3)
                .node("Constant", "c = ", "value_float", 0.25f)
                .node("Identity", "d = c")
                .node("Mul", "y = x d"),
            3));
  }

  static Stream<Arguments> paddings() {
    return Stream.of(
        of(
            "Pad of nothing, as before an average pool",
            new OnnxBuilder(0, 2, 6, 6)
                .integers("p", 0, 0, 0, 0, 0, 0, 0, 0)
                .node("Pad", "h = x p", "mode", "constant")
                .node("AveragePool", "y = h", "kernel_shape", longs(2, 2), "strides", longs(2, 2)),
            2,
            6,
            6),
        of(
            "Pad",
            new OnnxBuilder(0, 2, 5, 6)
                .integers("p", 0, 0, 0, 1, 0, 0, 2, 3)
                .weights("w", 3, 2, 3, 3)
                .node("Pad", "h = x p")
                .node("Conv", "y = h w"),
            2,
            5,
            6),
        of(
            "Pad of old operators",
            new OnnxBuilder(0, 2, 5, 6)
                .operators(10)
                .node("Pad", "h = x", "pads", longs(0, 0, 1, 1, 0, 0, 1, 1))
                .node("AveragePool", "y = h", "kernel_shape", longs(3, 3)),
            2,
            5,
            6),
        of(
            "Pad of axes",
            new OnnxBuilder(0, 2, 5, 6)
                .operators(18)
                .integers("p", 1, 0, 0, 1)
                .integers("a", 2, -1)
                .constant("zero", new float[] {0})
                .node("Pad", "y = x p zero a"),
            2,
            5,
            6),
        of(
            "Pad by numbers that nodes compute",
            new OnnxBuilder(0, 2, 5, 6)
                .operators(17)
                .integers("some", 1, 2, 0, 1)
                .integers("four", 4)
                .integers("pairs", -1, 2)
                .integers("from", -1)
                .integers("to", Long.MIN_VALUE)
                .integers("first", 0)
                .integers("flat", -1)
                .node(
                    "ConstantOfShape",
                    "none = four",
                    "value",
                    scalar("none", 0).clone().addDims(1).build())
                .node("Concat", "all = some none", "axis", 0)
                .node("Reshape", "two = all pairs")
                .node("Slice", "back = two from to first from")
                .node("Transpose", "turned = back", "perm", longs(1, 0))
                .node("Reshape", "row = turned flat")
                .node("Cast", "p = row", "to", 7)
                .node("Pad", "y = x p"),
            2,
            5,
            6));
  }

  static Stream<Arguments> computedShapes() {
    return Stream.of(
        of(
            "x.view(x.size(0), -1)",
            new OnnxBuilder(0, 2, 3, 2)
                .constant(scalar("zero", 0))
                .integers("axes", 0)
                .integers("rest", -1)
                .node("Relu", "h = x")
                .node("Shape", "shape = h")
                .node("Gather", "size = shape zero", "axis", 0)
                .node("Unsqueeze", "batch = size axes")
                .node("Concat", "to = batch rest", "axis", 0)
                .node("Reshape", "y = h to"),
            2,
            3,
            2),
        of(
            "Reshape by a slice of Shape and a product",
            new OnnxBuilder(0, 2, 3, 2)
                .integers("zero", 0)
                .integers("one", 1)
                .integers("four", 4)
                .node("Relu", "h = x")
                .node("Shape", "shape = h")
                .node("Slice", "batch = shape zero one zero")
                .node("Slice", "sides = shape one four zero")
                .node("ReduceProd", "count = sides")
                .node("Concat", "to = batch count", "axis", 0)
                .node("Reshape", "y = h to"),
            2,
            3,
            2),
        of(
            "Squeeze twice",
            new OnnxBuilder(0, 3, 2, 2)
                .integers("last", -1)
                .node("ReduceMean", "g = x", "axes", longs(2, 3))
                .node("Squeeze", "h = g last")
                .node("Squeeze", "y = h last"),
            3,
            2,
            2),
        of(
            "ReduceMean of joined rows and columns",
            new OnnxBuilder(0, 3, 2, 2)
                .integers("s", 0, 3, -1)
                .node("Relu", "h = x")
                .node("Reshape", "g = h s")
                .node("ReduceMean", "y = g", "axes", longs(-1), "keepdims", 0),
            3,
            2,
            2),
        of(
            "ReduceSum",
            new OnnxBuilder(0, 3, 2, 2)
                .integers("a", 2, 3)
                .node("ReduceSum", "y = x a", "keepdims", 0),
            3,
            2,
            2));
  }

  private static OnnxMl.TensorProto.Builder scalar(String name, long value) {
    return OnnxBuilder.tensor(name, OnnxMl.TensorProto.DataType.INT64_VALUE).addInt64Data(value);
  }

  private static float[] numbers(long... dimensions) {
    Random random = new Random(17);
    float[] numbers =
        new float[(int) java.util.Arrays.stream(dimensions).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 4 * random.nextFloat() - 2;
    }
    return numbers;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "convolutions",
    "pools",
    "connections",
    "normalisations",
    "shapes",
    "computedShapes",
    "paddings",
    "others"
  })
  void givesWhatOnnxRuntimeGives(String what, OnnxBuilder network, long[] dimensions)
      throws IOException, OrtException {
    Path file = network.write(folder.resolve("network.onnx"));
    float[] input = numbers(dimensions);
    float[] expected = Forward.byRuntime(file, input, Forward.batch(dimensions));
    OnnxNetwork read = OnnxFile.read(file, Normalisation.NONE, NetworkLimit.DEFAULT);
    float[] given = Forward.byEngine(read.graph(), input);
    assertThat(given).hasSameSizeAs(expected);
    for (int i = 0; i < given.length; i++) {
      assertThat(given[i]).as("output %d", i).isCloseTo(expected[i], within(2e-5f));
    }
    assertThat(read.remarks()).isEmpty();
  }

  private Graph graph(OnnxBuilder network, Normalisation normalisation) throws IOException {
    return OnnxFile.read(
            network.write(folder.resolve("network.onnx")), normalisation, NetworkLimit.DEFAULT)
        .graph();
  }

  /** Networks whose channels come last, as Keras has them and tf2onnx writes them. */
  static Stream<Arguments> channelsLast() {
    OnnxBuilder grey = new OnnxBuilder(0, 6, 5, 1).weights("w", 4, 1, 3, 3).weights("b", 4);
    OnnxBuilder colour = new OnnxBuilder(0, 6, 5, 3).weights("w", 4, 3, 3, 3).weights("b", 4);
    return Stream.of(
        of(
            "optimised: maps are turned before they are joined",
            grey.integers("planes", -1, 1, 6, 5)
                .integers("row", -1, 36)
                .weights("m", 36, 3)
                .weights("c", 3)
                .node("Reshape", "in = x planes")
                .node("Conv", "k = in w b", "auto_pad", "SAME_UPPER", "strides", longs(2, 2))
                .node("Relu", "l = k")
                .node("AveragePool", "p = l", "kernel_shape", longs(2, 2), "auto_pad", "SAME_UPPER")
                .node("Transpose", "t = p", "perm", longs(0, 2, 3, 1))
                .node("Reshape", "f = t row")
                .node("MatMul", "d = f m")
                .node("Add", "y = d c"),
            6,
            5,
            1),
        of(
            "colour, as it is before optimisation",
            colour
                .weights("s", 4)
                .node("Transpose", "in = x", "perm", longs(0, 3, 1, 2))
                .node("Conv", "k = in w", "pads", longs(0, 0, 1, 1), "strides", longs(2, 2))
                .node("Transpose", "last = k", "perm", longs(0, 2, 3, 1))
                .node("Mul", "scaled = last s")
                .node("Add", "biased = scaled b")
                .node("Relu", "l = biased")
                .node("Transpose", "first = l", "perm", longs(0, 3, 1, 2))
                .node("AveragePool", "p = first", "kernel_shape", longs(2, 2))
                .node("Transpose", "u = p", "perm", longs(0, 2, 3, 1))
                .weights("m", 4, 3)
                .node("ReduceMean", "g = u", "axes", longs(1, 2), "keepdims", 0)
                .node("MatMul", "y = g m"),
            6,
            5,
            3),
        of(
            "branches that are added",
            new OnnxBuilder(0, 6, 5, 3)
                .weights("w", 4, 3, 1, 1)
                .weights("v", 4, 3, 1, 1)
                .weights("m", 120, 3)
                .node("Transpose", "in = x", "perm", longs(0, 3, 1, 2))
                .node("Conv", "k = in w")
                .node("Conv", "l = in v")
                .node("Transpose", "kt = k", "perm", longs(0, 2, 3, 1))
                .node("Transpose", "lt = l", "perm", longs(0, 2, 3, 1))
                .node("Add", "sum = kt lt")
                .node("Relu", "r = sum")
                .node("Flatten", "f = r")
                .node("MatMul", "y = f m"),
            6,
            5,
            3),
        of(
            "a picture that is joined as it comes",
            new OnnxBuilder(0, 6, 5, 3)
                .weights("m", 90, 3)
                .node("Flatten", "f = x")
                .node("MatMul", "y = f m"),
            6,
            5,
            3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("channelsLast")
  void networksWhoseChannelsComeLastAreShownPlanes(
      String what, OnnxBuilder network, long[] dimensions) throws IOException, OrtException {
    Path file = network.write(folder.resolve("network.onnx"));
    float[] last = numbers(dimensions);
    int channels = (int) dimensions[2];
    float[] planes = new float[last.length];
    for (int i = 0; i < last.length; i++) {
      planes[i % channels * (last.length / channels) + i / channels] = last[i];
    }
    Graph graph = OnnxFile.read(file, Normalisation.NONE, NetworkLimit.DEFAULT).graph();
    assertThat(graph.nodes().get("x"))
        .isEqualTo(new Input(List.of(channels, (int) dimensions[0], (int) dimensions[1])));
    assertThat(Forward.byEngine(graph, planes))
        .containsExactly(Forward.byRuntime(file, last, Forward.batch(dimensions)), within(2e-5f));
  }

  @Test
  void batchNormalisationIsFolded() throws IOException {
    Graph graph =
        graph(
            normalised().node("Conv", "h = x w b").node("BatchNormalization", "y = h s o m d"),
            Normalisation.NONE);
    assertThat(graph.nodes().values().stream().map(Node::type))
        .containsExactly("Input", "Conv2d", "Flatten", "Output");
    assertThat(graph.nodes()).containsKeys("x", "net.h", "flatten", "output");
  }

  /** The padding is of the normalised picture, as where it was trained. */
  @Test
  void theInputIsNormalisedBeforeItIsPadded() throws IOException, OrtException {
    OnnxBuilder plain =
        new OnnxBuilder(0, 2, 5, 5)
            .weights("w", 3, 2, 3, 3)
            .node("Conv", "y = x w", "pads", longs(1, 1, 1, 1));
    Graph graph = graph(plain, new Normalisation(List.of(0.4f, -1f), List.of(0.5f, 2f)));
    float[] input = numbers(2, 5, 5);
    float[] normalised = new float[input.length];
    for (int i = 0; i < input.length; i++) {
      normalised[i] = i < 25 ? (input[i] - 0.4f) / 0.5f : (input[i] + 1) / 2;
    }
    float[] expected =
        Forward.byRuntime(folder.resolve("network.onnx"), normalised, Forward.batch(2, 5, 5));
    assertThat(Forward.byEngine(graph, input)).containsExactly(expected, within(2e-5f));
  }

  @Test
  void aReshapedInputIsNormalisedToo() throws IOException, OrtException {
    for (String wiring : List.of("Reshape", "Flatten")) {
      OnnxBuilder network = new OnnxBuilder(0, 1, 3, 3).integers("s", 1, 9).weights("w", 9, 4);
      network.node(wiring, wiring.equals("Reshape") ? "h = x s" : "h = x");
      network.node("MatMul", "y = h w");
      Graph graph = graph(network, new Normalisation(List.of(0.5f), List.of(0.25f)));
      float[] input = numbers(9);
      float[] normalised = new float[9];
      for (int i = 0; i < 9; i++) {
        normalised[i] = (input[i] - 0.5f) / 0.25f;
      }
      float[] expected =
          Forward.byRuntime(folder.resolve("network.onnx"), normalised, Forward.batch(1, 3, 3));
      assertThat(Forward.byEngine(graph, input)).containsExactly(expected, within(2e-5f));
    }
  }

  @Test
  void aSoftmaxAtTheEndIsLeftOutAndThisIsSaid() throws IOException {
    OnnxNetwork read =
        OnnxFile.read(
            flat()
                .node("MatMul", "h = x w")
                .node("Softmax", "y = h")
                .write(folder.resolve("network.onnx")),
            Normalisation.NONE,
            NetworkLimit.DEFAULT);
    assertThat(read.remarks()).hasSize(1).first().asString().contains("/net/y", "left out");
    assertThat(read.producer()).isEqualTo("tests");
    assertThat(read.graph().nodes()).hasSize(3);
  }
}
