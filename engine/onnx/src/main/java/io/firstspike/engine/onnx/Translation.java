package io.firstspike.engine.onnx;

import ai.onnx.proto.OnnxMl;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Translates an ONNX graph, node after node in its order, which is one of computation. */
final class Translation {

  private static final int MOST_NODES = 10_000;

  private static final List<String> TYPES =
      List.of(
          "Conv",
          "Gemm",
          "MatMul",
          "BatchNormalization",
          "Relu",
          "AveragePool",
          "GlobalAveragePool",
          "ReduceMean",
          "ReduceSum",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Flatten",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Pad",
          "Dropout",
          "Identity",
          "Constant",
          "Softmax",
          "LogSoftmax");

  private final OnnxMl.GraphProto proto;
  private final Scope scope;
  private final List<String> remarks = new ArrayList<>();

  Translation(OnnxMl.GraphProto proto, Normalisation normalisation, NetworkLimit limit) {
    this.proto = proto;
    this.scope = new Scope(normalisation, limit);
  }

  OnnxNetwork network(String producer) {
    if (proto.getNodeCount() > MOST_NODES) {
      throw new GraphException(
          "the graph has " + proto.getNodeCount() + " nodes, and " + MOST_NODES + " are the most");
    }
    if (proto.getSparseInitializerCount() > 0) {
      throw new GraphException("the graph has sparse constants: export it with dense ones");
    }
    proto.getInitializerList().forEach(tensor -> scope.constants.put(tensor.getName(), tensor));
    proto.getNodeList().stream()
        .flatMap(node -> node.getInputList().stream())
        .forEach(scope::expect);
    String output = output();
    scope.expect(output);
    input();
    proto.getNodeList().stream().map(OnnxNode::new).forEach(this::translate);
    Value last = scope.value(output);
    if (last == null) {
      throw new GraphException(
          "output " + output + " comes from no node, or is a constant: export the network again");
    }
    if (last.places() != null) {
      throw new GraphException(
          "output "
              + output
              + " is in another order than what is computed: leave out the"
              + " transposition before it");
    }
    last = scope.flat(scope.draft.plain(last), "flatten");
    scope.draft.add("output", new Output(last.dimensions()), last.dimensions(), last);
    return new OnnxNetwork(scope.draft.graph(), producer, remarks);
  }

  private String output() {
    if (proto.getOutputCount() != 1) {
      throw new GraphException(
          "the graph has "
              + proto.getOutputCount()
              + " outputs and is to have one: export the part that gives the classes");
    }
    return proto.getOutput(0).getName();
  }

  private void input() {
    List<OnnxMl.ValueInfoProto> inputs =
        proto.getInputList().stream().filter(one -> !scope.constants.has(one.getName())).toList();
    if (inputs.size() != 1) {
      throw new GraphException(
          "the graph has "
              + inputs.size()
              + " inputs and is to have one: export the part that takes the picture, with its"
              + " weights");
    }
    OnnxMl.ValueInfoProto info = inputs.get(0);
    List<Integer> dimensions = dimensions(info);
    boolean last = channelsLast(dimensions);
    List<Integer> shown =
        last ? List.of(dimensions.get(2), dimensions.get(0), dimensions.get(1)) : dimensions;
    Value value = scope.draft.add(info.getName(), new Input(shown), shown);
    scope.bind(info.getName(), last ? Transposition.channelsLast(value) : value);
  }

  /** Whether these are rows, columns and channels, as Keras has them; pictures have 1 or 3. */
  private static boolean channelsLast(List<Integer> dimensions) {
    List<Integer> channels = List.of(1, 3);
    return dimensions.size() == 3
        && channels.contains(dimensions.get(2))
        && !channels.contains(dimensions.get(0));
  }

  /** The dimensions of the input without the first, the batch's. */
  private static List<Integer> dimensions(OnnxMl.ValueInfoProto info) {
    String input = "input " + info.getName();
    OnnxMl.TypeProto.Tensor type = info.getType().getTensorType();
    if (type.getElemType() != OnnxMl.TensorProto.DataType.FLOAT_VALUE) {
      throw new GraphException(input + " does not take 32-bit floats: export it so that it does");
    }
    int count = type.getShape().getDimCount();
    if (count < 2 || count > 4) {
      throw new GraphException(
          input
              + " has "
              + count
              + " dimensions; it is to have two to four: batch, channels, rows, columns");
    }
    List<Integer> dimensions = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      long dimension = type.getShape().getDim(i).getDimValue();
      if (dimension < 1 || dimension > Sliding.MOST && count > 2 || dimension > 1 << 24) {
        throw new GraphException(
            input
                + " has no fixed size in dimension "
                + i
                + ": export the network with fixed dimensions, but for the first, the batch");
      }
      dimensions.add((int) dimension);
    }
    return dimensions;
  }

  private void translate(OnnxNode node) {
    WholeNumbers whole = node.standard() ? WholeNumbers.computed(node, scope) : null;
    if (whole != null) {
      scope.constants.put(node.output(), whole);
      return;
    }
    boolean rectifies = node.standard() && Rectification.recognise(node, scope.constants);
    if (!rectifies && (!node.standard() || !TYPES.contains(node.type()))) {
      String type = node.standard() ? node.type() : node.domain() + "." + node.type();
      throw node.complaint(Remedies.of(type, TYPES));
    }
    if (node.type().equals("Constant")) {
      scope.constants.put(node);
    } else if (node.type().equals("Identity") && scope.constants.has(node.input(0))) {
      scope.constants.alias(node.input(0), node.output());
    } else {
      try {
        scope.bind(node.output(), value(node));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw node.complaint(e.getMessage());
      }
    }
  }

  private Value value(OnnxNode node) {
    return switch (node.type()) {
      case "Conv" -> Connections.convolution(node, scope);
      case "Gemm", "MatMul" -> Connections.connection(node, scope);
      case "BatchNormalization" -> Arithmetic.normalisation(node, scope);
      case "Relu", "Clip", "Max" -> Rectification.of(node, scope);
      case "Pad" -> Padding.apply(node, scope);
      case "AveragePool" -> Averages.pool(node, scope.maps(node), scope.draft, scope.constants);
      case "GlobalAveragePool" -> Averages.whole(node, scope.maps(node), scope.draft);
      case "ReduceMean", "ReduceSum" -> Averages.reduced(node, scope);
      case "Add", "Sub", "Mul", "Div" -> Arithmetic.of(node, scope);
      case "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose" ->
          Reshaping.apply(node, scope);
      case "Softmax", "LogSoftmax" -> softmax(node);
      case "Dropout" -> dropout(node);
      default -> scope.raw(node, 0);
    };
  }

  private Value dropout(OnnxNode node) {
    if (scope.constants.isTrue(node.input(2))) {
      throw node.complaint("it is in training mode: export the network for inference");
    }
    return scope.raw(node, 0);
  }

  /** Leaves it out at the end, as the highest number stays the highest. */
  private Value softmax(OnnxNode node) {
    Value value = scope.raw(node, 0);
    if (!node.output().equals(output())
        || Tensor.size(value.dimensions()) != value.dimensions().get(0)) {
      throw node.complaint("within a network it cannot be converted; at its end it is left out");
    }
    remarks.add(
        "node "
            + node.name()
            + " ("
            + node.type()
            + ") is left out: the highest of its inputs is the highest of its outputs");
    return value;
  }
}
