package io.firstspike.engine.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Writes ONNX files for tests: nodes, constants, an input and an output. */
final class OnnxBuilder {

  private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("test");
  private final Random random = new Random(3);
  private long operators = 17;

  /** A graph whose input {@code x} has these dimensions; 0: not fixed. */
  OnnxBuilder(long... dimensions) {
    graph.addInput(info("x", dimensions));
  }

  private static OnnxMl.ValueInfoProto info(String name, long... dimensions) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (int i = 0; i < dimensions.length; i++) {
      OnnxMl.TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
      if (dimensions[i] == 0) {
        dimension.setDimParam("d" + i);
      } else {
        dimension.setDimValue(dimensions[i]);
      }
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxMl.TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }

  /** The version of ONNX's operators; 17 if it is not set. */
  OnnxBuilder operators(long version) {
    operators = version;
    return this;
  }

  OnnxBuilder constant(String name, float[] values, long... dimensions) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(
        tensor(name, OnnxMl.TensorProto.DataType.FLOAT_VALUE, dimensions)
            .setRawData(ByteString.copyFrom(raw)));
  }

  OnnxBuilder constant(OnnxMl.TensorProto.Builder tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  static OnnxMl.TensorProto.Builder tensor(String name, int type, long... dimensions) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder().setName(name).setDataType(type);
    Arrays.stream(dimensions).forEach(tensor::addDims);
    return tensor;
  }

  /** A constant of random numbers of -1 to 1. */
  OnnxBuilder weights(String name, long... dimensions) {
    float[] values = new float[(int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return constant(name, values, dimensions);
  }

  /** A constant of random numbers above 0. */
  OnnxBuilder variances(String name, long... dimensions) {
    float[] values = new float[(int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.2f + random.nextFloat();
    }
    return constant(name, values, dimensions);
  }

  OnnxBuilder integers(String name, long... values) {
    OnnxMl.TensorProto.Builder tensor =
        tensor(name, OnnxMl.TensorProto.DataType.INT64_VALUE, values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return constant(tensor);
  }

  /**
   * Adds a node.
   *
   * @param wiring its output and its inputs, such as {@code "y = x w b"}
   * @param attributes names and values in turn: texts, floats, longs or arrays of longs
   */
  OnnxBuilder node(String type, String wiring, Object... attributes) {
    String[] words = wiring.split(" ");
    OnnxMl.NodeProto.Builder node =
        graph.addNodeBuilder().setOpType(type).setName("/net/" + words[0]).addOutput(words[0]);
    for (int i = 2; i < words.length; i++) {
      node.addInput(words[i].equals("-") ? "" : words[i]);
    }
    for (int i = 0; i < attributes.length; i += 2) {
      OnnxMl.AttributeProto.Builder attribute =
          node.addAttributeBuilder().setName((String) attributes[i]);
      Object value = attributes[i + 1];
      if (value instanceof String text) {
        attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
      } else if (value instanceof Float number) {
        attribute.setType(AttributeType.FLOAT).setF(number);
      } else if (value instanceof OnnxMl.TensorProto tensor) {
        attribute.setType(AttributeType.TENSOR).setT(tensor);
      } else if (value instanceof long[] numbers) {
        attribute.setType(AttributeType.INTS);
        Arrays.stream(numbers).forEach(attribute::addInts);
      } else {
        attribute.setType(AttributeType.INT).setI(((Number) value).longValue());
      }
    }
    return this;
  }

  /** The model, whose output is {@code y}. */
  OnnxMl.ModelProto model() {
    OnnxMl.TypeProto anyFloats =
        OnnxMl.TypeProto.newBuilder()
            .setTensorType(
                OnnxMl.TypeProto.Tensor.newBuilder()
                    .setElemType(OnnxMl.TensorProto.DataType.FLOAT_VALUE))
            .build();
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("tests")
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(operators))
        .setGraph(
            graph
                .clone()
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("y").setType(anyFloats)))
        .build();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, model().toByteArray());
  }
}
