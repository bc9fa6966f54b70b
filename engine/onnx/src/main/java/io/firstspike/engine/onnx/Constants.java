package io.firstspike.engine.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Constants of an ONNX graph by name: weights and dimensions. Sizes are compared with the limit
 * before anything is allocated.
 */
final class Constants {

  private static final int MOST_DIMENSIONS = 8;

  /** The most whole numbers that a node may name: paddings before and behind each dimension. */
  private static final int MOST_WHOLE = 2 * MOST_DIMENSIONS;

  private final Map<String, OnnxMl.TensorProto> tensors = new HashMap<>();
  private final NetworkLimit limit;
  private long taken;

  Constants(NetworkLimit limit) {
    this.limit = limit;
  }

  void put(String name, OnnxMl.TensorProto tensor) {
    tensors.put(name, tensor);
  }

  /** The constant that a node of type Constant is. */
  void put(OnnxNode node) {
    node.requireKnown("value", "value_float", "value_floats", "value_int", "value_ints");
    OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder();
    if (node.has("value")) {
      tensor.mergeFrom(node.tensor("value"));
    } else if (node.has("value_float")) {
      tensor.setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
      tensor.addFloatData(node.number("value_float", 0));
    } else if (node.has("value_int")) {
      tensor.setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE);
      tensor.addInt64Data(node.integer("value_int", 0));
    } else if (node.has("value_floats")) {
      tensor.setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
      tensor.addAllFloatData(node.numbers("value_floats")).addDims(tensor.getFloatDataCount());
    } else if (node.has("value_ints")) {
      tensor.setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE);
      tensor.addAllInt64Data(node.integers("value_ints")).addDims(tensor.getInt64DataCount());
    } else {
      throw node.complaint("it has no value");
    }
    put(node.output(), tensor.build());
  }

  /** Whole numbers that other nodes have computed. */
  void put(String name, WholeNumbers computed) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE)
            .addAllInt64Data(computed.values());
    computed.dimensions().forEach(tensor::addDims);
    tensors.put(name, tensor.build());
  }

  /** A constant of a few whole numbers; null if it is none. */
  WholeNumbers whole(String name) {
    OnnxMl.TensorProto tensor = tensors.get(name);
    if (tensor == null || tensor.getDimsCount() > 2) {
      return null;
    }
    long size = tensor.getDimsList().stream().reduce(1L, (a, b) -> a > MOST_WHOLE ? a : a * b);
    List<Long> values = size < 0 || size > MOST_WHOLE ? null : whole(tensor);
    return values == null || values.size() != size
        ? null
        : new WholeNumbers(tensor.getDimsList().stream().map(Math::toIntExact).toList(), values);
  }

  /** The first number of a constant of whole numbers; 0 if it is none. */
  static long first(OnnxMl.TensorProto tensor) {
    List<Long> values = whole(tensor);
    return values == null || values.isEmpty() ? 0 : values.get(0);
  }

  /** The whole numbers of a constant; null if it is of another type, or there are many. */
  private static List<Long> whole(OnnxMl.TensorProto tensor) {
    boolean wide = tensor.getDataType() == OnnxMl.TensorProto.DataType.INT64_VALUE;
    if (!wide && tensor.getDataType() != OnnxMl.TensorProto.DataType.INT32_VALUE) {
      return null;
    }
    if (!tensor.hasRawData()) {
      return wide
          ? tensor.getInt64DataList()
          : tensor.getInt32DataList().stream().map(Integer::longValue).toList();
    }
    int bytes = wide ? Long.BYTES : Integer.BYTES;
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Long> values = new ArrayList<>();
    while (raw.remaining() >= bytes && values.size() <= MOST_WHOLE) {
      values.add(wide ? raw.getLong() : (long) raw.getInt());
    }
    return values;
  }

  /** Gives a constant another name. */
  void alias(String name, String other) {
    tensors.put(other, tensors.get(name));
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** Whether it is a constant that says yes. */
  boolean isTrue(String name) {
    OnnxMl.TensorProto tensor = tensors.get(name);
    if (tensor == null) {
      return false;
    }
    return tensor.hasRawData()
        ? !tensor.getRawData().isEmpty() && tensor.getRawData().byteAt(0) != 0
        : tensor.getInt32DataCount() > 0 && tensor.getInt32Data(0) != 0;
  }

  /** The input of a node that has to be a constant of numbers. */
  Tensor numbers(OnnxNode node, int input, String what) {
    OnnxMl.TensorProto tensor = constant(node, input, what);
    List<Integer> dimensions = dimensions(node, tensor, what);
    long size = size(node, dimensions);
    take(node, size);
    float[] values = new float[(int) size];
    if (tensor.getDataType() == OnnxMl.TensorProto.DataType.FLOAT_VALUE) {
      ByteBuffer raw = raw(node, tensor, what, size, Float.BYTES, tensor.getFloatDataCount());
      for (int i = 0; i < values.length; i++) {
        values[i] = raw == null ? tensor.getFloatData(i) : raw.getFloat();
      }
    } else if (tensor.getDataType() == OnnxMl.TensorProto.DataType.DOUBLE_VALUE) {
      ByteBuffer raw = raw(node, tensor, what, size, Double.BYTES, tensor.getDoubleDataCount());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (raw == null ? tensor.getDoubleData(i) : raw.getDouble());
      }
    } else {
      throw node.complaint(
          "its "
              + what
              + " is of type "
              + type(tensor)
              + ": export the network with 32-bit floats, before it is quantised");
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw node.complaint(
            "its " + what + " has " + value + " among its numbers: train or export it again");
      }
    }
    return new Tensor(dimensions, values);
  }

  /** The input of a node that has to be a constant of a few whole numbers. */
  List<Long> integers(OnnxNode node, int input, String what) {
    constant(node, input, what);
    WholeNumbers whole = whole(node.input(input));
    if (whole == null) {
      throw node.complaint("its " + what + " is no list of a few whole numbers");
    }
    return whole.values();
  }

  /** Counts numbers that are going to be allocated. */
  void take(OnnxNode node, long count) {
    taken += count;
    if (count < 0 || taken > limit.weights()) {
      throw node.complaint(
          String.format(
              Locale.ROOT,
              "with it the network needs more than %,d numbers: take a smaller network or raise"
                  + " the limit (--max-weights)",
              limit.weights()));
    }
  }

  private OnnxMl.TensorProto constant(OnnxNode node, int input, String what) {
    OnnxMl.TensorProto tensor = tensors.get(node.input(input));
    if (tensor == null) {
      throw node.complaint(
          "its "
              + what
              + (node.input(input).isEmpty() ? " is missing" : " is computed by other nodes")
              + ", and has to be a constant: export the network for inference, with fixed"
              + " dimensions");
    }
    return tensor;
  }

  private static List<Integer> dimensions(OnnxNode node, OnnxMl.TensorProto tensor, String what) {
    if (tensor.getDimsCount() > MOST_DIMENSIONS) {
      throw node.complaint("its " + what + " has " + tensor.getDimsCount() + " dimensions");
    }
    List<Integer> dimensions = new ArrayList<>();
    for (long dimension : tensor.getDimsList()) {
      if (dimension < 1 || dimension > Integer.MAX_VALUE) {
        throw node.complaint("its " + what + " has a dimension of " + dimension);
      }
      dimensions.add((int) dimension);
    }
    return dimensions;
  }

  private long size(OnnxNode node, List<Integer> dimensions) {
    try {
      long size = Tensor.size(dimensions);
      if (size <= Integer.MAX_VALUE) {
        return size;
      }
    } catch (ArithmeticException e) {
      // More than a long holds.
    }
    throw node.complaint("it has a constant of dimensions " + dimensions + ", which is too large");
  }

  /** The bytes of a constant; null if its numbers lie in a list of the message. */
  private static ByteBuffer raw(
      OnnxNode node, OnnxMl.TensorProto tensor, String what, long size, int bytes, int listed) {
    if (tensor.getDataLocation() == OnnxMl.TensorProto.DataLocation.EXTERNAL) {
      throw node.complaint(
          "its "
              + what
              + " lies in a file of its own (external data): export the network as one file");
    }
    ByteString raw = tensor.hasRawData() ? tensor.getRawData() : null;
    long there = raw == null ? listed : raw.size() / bytes;
    if (there != size || raw != null && raw.size() % bytes != 0) {
      throw node.complaint(
          "its " + what + " holds " + there + " numbers, and its dimensions say " + size);
    }
    return raw == null ? null : raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String type(OnnxMl.TensorProto tensor) {
    OnnxMl.TensorProto.DataType type = OnnxMl.TensorProto.DataType.forNumber(tensor.getDataType());
    return type == null ? String.valueOf(tensor.getDataType()) : type.name();
  }
}
