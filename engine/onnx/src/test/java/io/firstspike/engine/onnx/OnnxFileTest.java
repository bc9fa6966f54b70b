package io.firstspike.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import io.firstspike.engine.spec.NetworkLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxFileTest {

  @TempDir private Path folder;

  private OnnxNetwork read(Path file) {
    return OnnxFile.read(file, Normalisation.NONE, NetworkLimit.DEFAULT);
  }

  private void refused(Path file, String... words) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining(file.getFileName().toString())
        .message()
        .doesNotContain("\n");
  }

  private void refused(OnnxBuilder network, String... words) throws IOException {
    refused(network.write(folder.resolve("network.onnx")), words);
  }

  private static OnnxBuilder maps() {
    return new OnnxBuilder(0, 2, 6, 6).weights("w", 3, 2, 3, 3).weights("b", 3);
  }

  private static long[] longs(long... numbers) {
    return numbers;
  }

  @Test
  void whatIsNoOnnxFileIsRefused() throws IOException {
    refused(folder.resolve("missing.onnx"), "does not exist");
    refused(Files.writeString(folder.resolve("text.onnx"), "import torch"), "no ONNX file");
    refused(Files.write(folder.resolve("empty.onnx"), new byte[0]), "no ONNX file");
  }

  @ParameterizedTest
  @CsvSource({
    "MaxPool, average pooling instead (AveragePool)",
    "GlobalMaxPool, average pooling instead (AveragePool)",
    "Sigmoid, train with ReLU",
    "Clip, train with ReLU",
    "LSTM, recurrent",
    "NonZero, 'those that can are Conv, Gemm'",
    "ArgMax, it decides",
    "Resize, cut nor enlarged",
    "LayerNormalization, batch normalisation",
    "QuantizeLinear, quantised",
    "Relux, did you mean",
    "Einsum, 'those that can are Conv, Gemm'"
  })
  void anOperatorThatCannotBeConvertedIsNamedWithItsRemedy(String type, String remedy)
      throws IOException {
    refused(maps().node(type, "y = x"), "node /net/y (" + type + ")", remedy);
  }

  @Test
  void nodesThatGiveNothingToTheOutputAreNotPassedOver() throws IOException {
    refused(maps().node("MaxPool", "h = x").node("Conv", "y = x w b"), "node /net/h (MaxPool)");
  }

  @Test
  void operatorsOfOtherProgramsAreRefused() throws IOException {
    OnnxMl.ModelProto.Builder model = maps().node("Conv", "y = x w b").model().toBuilder();
    model.getGraphBuilder().getNodeBuilder(0).setDomain("com.microsoft");
    refused(
        Files.write(folder.resolve("other.onnx"), model.build().toByteArray()),
        "node /net/y (Conv)",
        "cannot be converted");
  }

  @Test
  void oldOperatorsAreRefused() throws IOException {
    refused(maps().operators(6).node("Conv", "y = x w b"), "version 6", "opset_version");
  }

  @Test
  void dimensionsThatAreNotFixedAreRefused() throws IOException {
    refused(new OnnxBuilder(0, 3, 0, 28).node("Relu", "y = x"), "input x", "dimension 2", "fixed");
    refused(new OnnxBuilder(0).node("Relu", "y = x"), "input x has 1 dimensions");
    refused(
        maps().node("Relu", "h = x").node("NonZero", "s = h").node("Reshape", "y = x s"),
        "node /net/s (NonZero)");
  }

  @Test
  void weightsThatAreNotFiniteAreNamed() throws IOException {
    refused(
        new OnnxBuilder(0, 2)
            .constant("w", new float[] {1, Float.NaN}, 2, 1)
            .node("MatMul", "y = x w"),
        "node /net/y (MatMul)",
        "weight has NaN");
  }

  @Test
  void weightsInOtherFilesAreRefused() throws IOException {
    OnnxMl.TensorProto.Builder outside =
        OnnxBuilder.tensor("w", OnnxMl.TensorProto.DataType.FLOAT_VALUE, 2, 1)
            .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                OnnxMl.StringStringEntryProto.newBuilder().setKey("location").setValue("w.bin"));
    refused(
        new OnnxBuilder(0, 2).constant(outside).node("MatMul", "y = x w"),
        "weight lies in a file of its own",
        "one file");
  }

  @Test
  void weightsOfOtherTypesAreRefused() throws IOException {
    OnnxMl.TensorProto.Builder bytes =
        OnnxBuilder.tensor("w", OnnxMl.TensorProto.DataType.INT8_VALUE, 2, 1).addInt32Data(1);
    refused(new OnnxBuilder(0, 2).constant(bytes).node("MatMul", "y = x w"), "type INT8", "32-bit");
  }

  @Test
  void sizesAreComparedWithTheLimitBeforeAnythingIsAllocated() throws IOException {
    OnnxMl.TensorProto.Builder huge =
        OnnxBuilder.tensor("w", OnnxMl.TensorProto.DataType.FLOAT_VALUE, 2, 500_000_000)
            .addFloatData(1);
    refused(
        new OnnxBuilder(0, 2).constant(huge).node("MatMul", "y = x w"),
        "node /net/y (MatMul)",
        "20,000,000 numbers",
        "--max-weights");
    OnnxMl.TensorProto.Builder overflowing =
        OnnxBuilder.tensor(
                "w", OnnxMl.TensorProto.DataType.FLOAT_VALUE, 1L << 30, 1L << 30, 1L << 30)
            .addFloatData(1);
    refused(new OnnxBuilder(0, 2).constant(overflowing).node("MatMul", "y = x w"), "too large");
    OnnxMl.TensorProto.Builder cut =
        OnnxBuilder.tensor("w", OnnxMl.TensorProto.DataType.FLOAT_VALUE, 2, 3).addFloatData(1);
    refused(
        new OnnxBuilder(0, 2).constant(cut).node("MatMul", "y = x w"),
        "holds 1 numbers, and its dimensions say 6");
    // A kernel that is enlarged for its padding.
    refused(
        maps().node("Conv", "y = x w b", "pads", longs(0, 0, 60_000, 60_000)),
        "node /net/y (Conv)",
        "--max-weights");
  }

  @Test
  void aFileThatIsTooLargeIsNotRead() throws IOException {
    Path file = maps().node("Conv", "y = x w b").write(folder.resolve("network.onnx"));
    try (var bytes = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(20 << 20);
    }
    assertThatThrownBy(() -> OnnxFile.read(file, Normalisation.NONE, new NetworkLimit(1000)))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll("bytes", "1,000 numbers", "--max-weights");
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    refused(
        new OnnxBuilder(0, 3, 6, 6).weights("w", 3, 2, 3, 3).node("Conv", "y = x w"),
        "node /net/y (Conv)",
        "3x2x3x3",
        "3x6x6");
    refused(
        new OnnxBuilder(0, 2, 2, 2).weights("w", 3, 2, 3, 3).node("Conv", "y = x w"),
        "window of 3x3 does not fit into 2x2x2");
    refused(maps().node("MatMul", "y = x w"), "node /net/y (MatMul)", "flatten");
    refused(maps().node("Add", "y = x b"), "3", "2x6x6");
    refused(maps().node("Conv", "y = h w"), "no node before it gives its input h");
    refused(maps().node("Conv", "y = x w b", "strides", longs(1, 0)), "strides");
    refused(maps().node("Conv", "y = x w b", "swing", 1), "attribute swing");
    refused(
        maps()
            .node(
                "AveragePool",
                "y = x",
                "kernel_shape",
                longs(2, 2),
                "strides",
                longs(3, 3),
                "ceil_mode",
                1),
        "ceil_mode");
    refused(
        maps().integers("s", 1, 6, 12).node("Reshape", "h = x s").node("Conv", "y = h w"),
        "node /net/y (Conv)",
        "6x12",
        "only to flatten");
    refused(
        maps()
            .node("Relu", "g = x")
            .node("Transpose", "h = g", "perm", longs(0, 2, 3, 1))
            .node("Conv", "y = h w"),
        "node /net/y (Conv)",
        "channels before rows");
    refused(maps().node("Transpose", "y = x", "perm", longs(0, 2, 3, 1)), "the transposition");
    refused(maps().node("Transpose", "y = x", "perm", longs(1, 0, 2, 3)), "leave the batch");
    refused(
        maps().integers("p", 0, 1, 0, 0, 0, 0, 0, 0).node("Pad", "y = x p"), "rows and columns");
    refused(
        maps().integers("p", 0, 0, 1, 0, 0, 0, 0, 0).node("Pad", "y = x p", "mode", "reflect"),
        "padding by zeros");
    refused(maps().integers("p", 1, 1).node("Pad", "y = x p"), "for 4 dimensions");
    refused(maps().node("Clip", "y = x", "min", 0f, "max", 6f), "train with ReLU");
    refused(maps().node("Softmax", "h = x").node("Relu", "y = h"), "at its end it is left out");
    refused(maps().node("Relu", "z = x"), "output y comes from no node");
    refused(maps().node("Relu", "h = x").node("Mul", "y = x h"), "add them instead");
    refused(maps().constant("c", new float[] {0}).node("Div", "y = x c"), "divides by 0");
    refused(maps().constant("c", new float[] {1}).node("Div", "y = c x"), "what is computed");
  }

  @Test
  void networksWithoutATrainingStateOnly() throws IOException {
    OnnxBuilder network = maps();
    for (String name : List.of("s", "o", "m", "v")) {
      network.variances(name, 2);
    }
    refused(
        network.node("BatchNormalization", "y = x s o m v", "training_mode", 1), "training mode");
    OnnxMl.ModelProto.Builder old =
        maps().operators(13).node("BatchNormalization", "y = x b b b b").model().toBuilder();
    old.getGraphBuilder().getNodeBuilder(0).addOutput("mean").addOutput("variance");
    refused(Files.write(folder.resolve("old.onnx"), old.build().toByteArray()), "training mode");
  }

  /** Whatever a damaged file makes of it is one line that names the file. */
  @Test
  void damagedFilesAreRefusedOrRead() throws IOException {
    byte[] whole =
        maps()
            .integers("s", 1, -1)
            .node("Conv", "h = x w b", "pads", longs(1, 1, 1, 1))
            .node("Relu", "g = h")
            .node("AveragePool", "f = g", "kernel_shape", longs(2, 2))
            .node("Reshape", "y = f s")
            .model()
            .toByteArray();
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      byte[] damaged =
          i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int j = 0; j < 1 + i % 5 && damaged.length > 0; j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("damaged.onnx"), damaged);
      try {
        read(file);
      } catch (OnnxException e) {
        assertThat(e.getMessage()).contains("damaged.onnx").doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isBetween(300, 599);
  }
}
