package io.firstspike.engine.onnx;

import static java.util.stream.Collectors.toSet;

import ai.onnx.proto.OnnxMl;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Rectifier;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Flatten",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Dropout",
          "Identity",
          "Constant",
          "Softmax",
          "LogSoftmax");

  private final OnnxMl.GraphProto proto;
  private final Normalisation normalisation;
  private final Constants constants;
  private final Draft draft = new Draft();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private Value normalised;

  Translation(OnnxMl.GraphProto proto, Normalisation normalisation, NetworkLimit limit) {
    this.proto = proto;
    this.normalisation = normalisation;
    this.constants = new Constants(limit);
  }

  OnnxNetwork network(String producer) {
    if (proto.getNodeCount() > MOST_NODES) {
      throw new GraphException(
          "the graph has " + proto.getNodeCount() + " nodes, and " + MOST_NODES + " are the most");
    }
    if (proto.getSparseInitializerCount() > 0) {
      throw new GraphException("the graph has sparse constants: export it with dense ones");
    }
    proto.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    proto.getNodeList().stream()
        .flatMap(node -> node.getInputList().stream())
        .forEach(name -> readers.merge(name, 1, Integer::sum));
    String output = output();
    readers.merge(output, 1, Integer::sum);
    input();
    proto.getNodeList().stream().map(OnnxNode::new).forEach(this::translate);
    Value last = values.get(output);
    if (last == null) {
      throw new GraphException(
          "output " + output + " comes from no node, or is a constant: export the network again");
    }
    last = last.dimensions().size() == 1 ? last : flat(last, "flatten");
    draft.add("output", new Output(last.dimensions()), last.dimensions(), last);
    return new OnnxNetwork(draft.graph(), producer, remarks);
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
        proto.getInputList().stream().filter(one -> !constants.has(one.getName())).toList();
    if (inputs.size() != 1) {
      throw new GraphException(
          "the graph has "
              + inputs.size()
              + " inputs and is to have one: export the part that takes the picture");
    }
    OnnxMl.ValueInfoProto info = inputs.get(0);
    List<Integer> dimensions = dimensions(info);
    Value value = draft.add(info.getName(), new Input(dimensions), dimensions);
    bind(info.getName(), value);
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
    if (!node.standard() || !TYPES.contains(node.type())) {
      String type = node.standard() ? node.type() : node.domain() + "." + node.type();
      throw node.complaint(Remedies.of(type, TYPES));
    }
    if (node.type().equals("Constant")) {
      constants.put(node);
    } else if (node.type().equals("Identity") && constants.has(node.input(0))) {
      constants.alias(node.input(0), node.output());
    } else {
      try {
        bind(node.output(), value(node));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw node.complaint(e.getMessage());
      }
    }
  }

  private void bind(String name, Value value) {
    boolean sole = readers.getOrDefault(name, 0) <= 1;
    values.put(name, value.with(value.dimensions(), sole));
  }

  private Value value(OnnxNode node) {
    return switch (node.type()) {
      case "Conv" -> convolution(node);
      case "Gemm", "MatMul" -> connection(node);
      case "BatchNormalization" -> normalisation(node);
      case "Relu" ->
          draft.add(node.name(), new Rectifier(), read(node, 0).dimensions(), read(node, 0));
      case "AveragePool" -> Averages.pool(node, maps(node), draft, constants);
      case "GlobalAveragePool" -> Averages.whole(node, maps(node), draft);
      case "ReduceMean" -> mean(node);
      case "Add", "Sub", "Mul", "Div" -> arithmetic(node);
      case "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose" -> reshaped(node);
      case "Softmax", "LogSoftmax" -> softmax(node);
      case "Dropout" -> dropout(node);
      default -> raw(node, 0);
    };
  }

  /** The value that a node reads. */
  private Value raw(OnnxNode node, int input) {
    String name = node.input(input);
    Value value = values.get(name);
    if (value == null) {
      throw node.complaint(
          (constants.has(name)
                  ? "its input " + name + " is a constant"
                  : "no node before it gives its input " + name)
              + ": export the network again");
    }
    return value;
  }

  /** As {@link #raw}; the graph's input is normalised. */
  private Value read(OnnxNode node, int input) {
    Value value = raw(node, input);
    if (!draft.isInput(value) || normalisation.equals(Normalisation.NONE)) {
      return value;
    }
    if (normalised == null) {
      PerChannel perChannel = normalisation.of(value.dimensions().get(0));
      normalised = perChannel.added("normalise", value, node, draft, constants);
    }
    return normalised.with(normalised.dimensions(), value.sole());
  }

  /** Maps with rows and columns that a node reads. */
  private Value maps(OnnxNode node) {
    Value value = read(node, 0);
    if (value.dimensions().size() != 3) {
      throw node.complaint(
          "it receives "
              + value.told()
              + ", and only maps with rows and columns can be converted, as of pictures");
    }
    return value;
  }

  private Value convolution(OnnxNode node) {
    node.requireKnown("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides");
    Value value = maps(node);
    Tensor weight = constants.numbers(node, 1, "weight");
    int groups = node.integer(node.integer("group", 1));
    List<Integer> sides = weight.dimensions();
    if (sides.size() != 4 || (long) sides.get(1) * groups != value.dimensions().get(0)) {
      throw node.complaint("its weight is " + Value.told(sides) + ", and it reads " + value.told());
    }
    int[] kernel = node.integers("kernel_shape", sides.get(2), sides.get(3));
    if (kernel[0] != sides.get(2) || kernel[1] != sides.get(3)) {
      throw node.complaint("its kernel_shape is not that of its weight, " + Value.told(sides));
    }
    int outputs = sides.get(0);
    Tensor bias =
        node.input(2).isEmpty()
            ? Tensor.filled(List.of(outputs), 0)
            : constants.numbers(node, 2, "bias");
    Sliding window = Windows.of(node, kernel[0], kernel[1], value.dimensions());
    List<Integer> output = Windows.output(node, window, outputs, value.dimensions());
    Convolve convolve =
        Windows.even(node, constants, weight, bias, window, groups, value.dimensions());
    return draft.add(node.name(), convolve, output, value);
  }

  /** A full connection: {@code alpha x W + beta C}, or {@code x W}. */
  private Value connection(OnnxNode node) {
    node.requireKnown("alpha", "beta", "transA", "transB");
    Value value = read(node, 0);
    Tensor weight = constants.numbers(node, 1, "weight");
    boolean turned = node.integer("transB", 0) != 0;
    int inputs = weight.rank() == 2 ? weight.dimensions().get(turned ? 1 : 0) : 0;
    if (node.integer("transA", 0) != 0 || !value.dimensions().equals(List.of(inputs))) {
      throw node.complaint(
          "its weight is "
              + Value.told(weight.dimensions())
              + ", and it reads "
              + value.told()
              + ": flatten maps before it, and do not turn them");
    }
    int outputs = weight.dimensions().get(turned ? 0 : 1);
    float alpha = node.number("alpha", 1);
    float[] rows = new float[weight.size()];
    for (int i = 0; i < rows.length; i++) {
      int from = turned ? i : i % inputs * outputs + i / inputs;
      rows[i] = alpha * weight.values()[from];
    }
    Tensor bias = null;
    if (!node.input(2).isEmpty()) {
      bias = Tensor.of(each(node, constants.numbers(node, 2, "bias"), List.of(outputs)));
      float beta = node.number("beta", 1);
      for (int i = 0; i < outputs; i++) {
        bias.values()[i] *= beta;
      }
    }
    return draft.add(
        node.name(),
        new Affine(new Tensor(List.of(outputs, inputs), rows), bias),
        List.of(outputs),
        value);
  }

  private Value normalisation(OnnxNode node) {
    node.requireKnown("epsilon", "momentum", "spatial", "training_mode");
    if (node.integer("training_mode", 0) != 0 || node.integer("spatial", 1) != 1) {
      throw node.complaint("it is in training mode: export the network for inference");
    }
    Value value = read(node, 0);
    List<Integer> dimensions = value.dimensions();
    float[][] given = new float[4][];
    String[] names = {"scale", "bias", "mean", "variance"};
    for (int i = 0; i < given.length; i++) {
      given[i] = each(node, constants.numbers(node, i + 1, names[i]), dimensions.subList(0, 1));
    }
    float[] factors = new float[given[0].length];
    float[] shifts = new float[factors.length];
    float epsilon = node.number("epsilon", 1e-5f);
    for (int i = 0; i < factors.length; i++) {
      double factor = given[0][i] / Math.sqrt((double) given[3][i] + epsilon);
      if (!Double.isFinite(factor)) {
        throw node.complaint("its variance has " + given[3][i] + " among its numbers");
      }
      factors[i] = (float) factor;
      shifts[i] = (float) (given[1][i] - factor * given[2][i]);
    }
    return new PerChannel(factors, shifts).apply(value, node, draft, constants);
  }

  /** The average of each map, if that is what it is. */
  private Value mean(OnnxNode node) {
    node.requireKnown("axes", "keepdims", "noop_with_empty_axes");
    Value value = maps(node);
    List<Long> axes =
        node.has("axes") ? node.integers("axes") : constants.integers(node, 1, "axes");
    if (!Set.of(2L, 3L).equals(axes.stream().map(i -> i < 0 ? i + 4 : i).collect(toSet()))) {
      throw node.complaint("it is over axes " + axes + "; only rows and columns can be averaged");
    }
    Value averaged = Averages.whole(node, value, draft);
    return node.integer("keepdims", 1) == 0 ? flat(averaged, node.name() + "_flat") : averaged;
  }

  private Value arithmetic(OnnxNode node) {
    node.requireKnown();
    boolean second = constants.has(node.input(1));
    if (!second && !constants.has(node.input(0))) {
      return sum(node);
    }
    Value value = read(node, second ? 0 : 1);
    float[] constant =
        each(node, constants.numbers(node, second ? 1 : 0, "constant"), value.dimensions());
    boolean divides = node.type().equals("Div");
    if (divides && !second) {
      throw node.complaint("it divides a constant by what is computed");
    }
    if (divides || node.type().equals("Mul")) {
      for (int i = 0; divides && i < constant.length; i++) {
        constant[i] = 1 / constant[i];
      }
      return PerChannel.factor(constant).apply(value, node, draft, constants);
    }
    float[] factors = constant.clone();
    Arrays.fill(factors, node.type().equals("Sub") && !second ? -1 : 1);
    for (int i = 0; node.type().equals("Sub") && second && i < constant.length; i++) {
      constant[i] = -constant[i];
    }
    return new PerChannel(factors, constant).apply(value, node, draft, constants);
  }

  /** The sum or difference of two branches: a node receives the sum of what leads to it. */
  private Value sum(OnnxNode node) {
    Value one = read(node, 0);
    Value other = read(node, 1);
    if (!node.type().equals("Add") && !node.type().equals("Sub")) {
      throw node.complaint("products of branches cannot be converted: add them instead (Add)");
    }
    if (!one.dimensions().equals(other.dimensions())) {
      throw node.complaint(
          "it joins " + one.told() + " and " + other.told() + ": make their dimensions alike");
    }
    Tensor factor = Tensor.of(node.type().equals("Sub") ? -1 : 1);
    if (node.type().equals("Sub")) {
      other = draft.add(node.name() + "_less", new Scale(factor), other.dimensions(), other);
    }
    return draft.add(node.name(), new Scale(Tensor.of(1)), one.dimensions(), one, other);
  }

  /** A constant's number for each channel of a value; a single one stands for all. */
  private static float[] each(OnnxNode node, Tensor constant, List<Integer> dimensions) {
    int channels = dimensions.get(0);
    float[] each = new float[channels];
    if (constant.size() == 1) {
      Arrays.fill(each, constant.values()[0]);
      return each;
    }
    // Dimensions are compared from the last on; missing ones are 1.
    int missing = dimensions.size() + 1 - constant.rank();
    boolean perChannel = missing >= 0 && constant.size() == channels;
    for (int axis = 0; perChannel && axis < constant.rank(); axis++) {
      int side = constant.dimensions().get(axis);
      perChannel = side == (axis + missing == 1 ? channels : 1);
    }
    if (!perChannel) {
      throw node.complaint(
          "its constant of "
              + Value.told(constant.dimensions())
              + " is not one number for each channel of "
              + Value.told(dimensions));
    }
    return constant.values().clone();
  }

  private Value reshaped(OnnxNode node) {
    Value value = raw(node, 0);
    List<Integer> target = Reshaping.of(node, value.dimensions(), constants);
    if (target.equals(value.dimensions())) {
      return value;
    }
    if (draft.isInput(value) && value.sole() && target.size() == 3) {
      draft.replace(value, new Input(target));
      return value.with(target, true);
    }
    if (target.size() == 1) {
      return flat(read(node, 0), node.name());
    }
    throw node.complaint(
        "it makes "
            + Value.told(target)
            + " of "
            + value.told()
            + ", and within a network only flattening to one dimension can be converted");
  }

  private Value flat(Value value, String name) {
    Flatten flatten = new Flatten(0, -1, value.dimensions());
    int size = Math.toIntExact(Tensor.size(value.dimensions()));
    return draft.add(name, flatten, List.of(size), value);
  }

  private Value dropout(OnnxNode node) {
    if (constants.isTrue(node.input(2))) {
      throw node.complaint("it is in training mode: export the network for inference");
    }
    return raw(node, 0);
  }

  /** Leaves it out at the end, as the highest number stays the highest. */
  private Value softmax(OnnxNode node) {
    Value value = raw(node, 0);
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
