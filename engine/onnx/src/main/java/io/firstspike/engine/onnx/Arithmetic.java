package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/** Batch normalisation, sums, differences, products and quotients. */
final class Arithmetic {

  private Arithmetic() {}

  /** Batch normalisation with what training has measured. */
  static Value normalisation(OnnxNode node, Scope scope) {
    node.requireKnown("epsilon", "momentum", "spatial", "training_mode");
    // Before version 14 of the operators, what it gives besides says that it is being trained.
    if (node.integer("training_mode", 0) != 0
        || node.integer("spatial", 1) != 1
        || node.outputs() > 1) {
      throw node.complaint("it is in training mode: export the network for inference");
    }
    Value value = scope.plain(node, 0);
    List<Integer> dimensions = value.dimensions();
    float[][] given = new float[4][];
    String[] names = {"scale", "bias", "mean", "variance"};
    for (int i = 0; i < given.length; i++) {
      given[i] =
          each(node, scope.constants.numbers(node, i + 1, names[i]), dimensions.subList(0, 1));
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
    return new PerChannel(factors, shifts).apply(value, node, scope.draft, scope.constants);
  }

  /** With a constant for each channel, or of two branches. */
  static Value of(OnnxNode node, Scope scope) {
    node.requireKnown();
    int computed = scope.constants.has(node.input(1)) ? 0 : 1;
    int constant = 1 - computed;
    if (!scope.constants.has(node.input(constant))) {
      return sum(node, scope);
    }
    Value value = scope.read(node, computed);
    Value plain = scope.draft.plain(value);
    Tensor given = scope.constants.numbers(node, constant, "constant");
    float[] each =
        value.liesAs(plain)
            ? each(node, given, plain.dimensions())
            : each(node, given, value, plain.dimensions());
    PerChannel perChannel = perChannel(node, each, constant == 1);
    return value.of(perChannel.apply(plain, node, scope.draft, scope.constants));
  }

  /**
   * What a constant does to each channel.
   *
   * @param second whether the constant is the second of the two operands
   */
  private static PerChannel perChannel(OnnxNode node, float[] constant, boolean second) {
    float[] factors = new float[constant.length];
    float[] shifts = new float[constant.length];
    for (int i = 0; i < constant.length; i++) {
      switch (node.type()) {
        case "Mul" -> factors[i] = constant[i];
        case "Div" -> factors[i] = second ? 1 / constant[i] : Float.NaN;
        case "Sub" -> {
          factors[i] = second ? 1 : -1;
          shifts[i] = second ? -constant[i] : constant[i];
        }
        default -> {
          factors[i] = 1;
          shifts[i] = constant[i];
        }
      }
    }
    return new PerChannel(factors, shifts);
  }

  /** The sum or difference of two branches: a node receives the sum of what leads to it. */
  private static Value sum(OnnxNode node, Scope scope) {
    Value one = scope.read(node, 0);
    Value other = scope.read(node, 1);
    if (!node.type().equals("Add") && !node.type().equals("Sub")) {
      throw node.complaint("products of branches cannot be converted: add them instead (Add)");
    }
    Value plain = scope.draft.plain(one);
    if (!one.liesAs(other) || !plain.dimensions().equals(scope.draft.plain(other).dimensions())) {
      throw node.complaint(
          "it joins " + one.told() + " and " + other.told() + ": make their dimensions alike");
    }
    Tensor factor = Tensor.of(node.type().equals("Sub") ? -1 : 1);
    if (node.type().equals("Sub")) {
      other = scope.draft.add(node.name() + "_less", new Scale(factor), plain.dimensions(), other);
    }
    return one.of(
        scope.draft.add(node.name(), new Scale(Tensor.of(1)), plain.dimensions(), plain, other));
  }

  /** A constant's number for each channel of a value; a single one stands for all. */
  static float[] each(OnnxNode node, Tensor constant, List<Integer> dimensions) {
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
      throw notPerChannel(node, constant, dimensions);
    }
    return constant.values().clone();
  }

  /**
   * A constant's number for each channel of the node that gives a value whose numbers lie in
   * another order, such as with channels last.
   */
  private static float[] each(
      OnnxNode node, Tensor constant, Value value, List<Integer> dimensions) {
    float[] each = new float[dimensions.get(0)];
    int size = Math.toIntExact(Tensor.size(dimensions));
    int area = size / each.length;
    boolean[] known = new boolean[each.length];
    for (int i = 0; i < size; i++) {
      float number = constant.values()[broadcast(node, constant, value.dimensions(), i)];
      int channel = value.place(i) / area;
      if (known[channel] && each[channel] != number) {
        throw notPerChannel(node, constant, value.dimensions());
      }
      each[channel] = number;
      known[channel] = true;
    }
    return each;
  }

  /** Which number of a constant meets the number at {@code at}. */
  private static int broadcast(OnnxNode node, Tensor constant, List<Integer> dimensions, int at) {
    int rest = at;
    int found = 0;
    int stride = 1;
    for (int back = 1; back <= constant.rank(); back++) {
      int side = constant.dimensions().get(constant.rank() - back);
      int own = back <= dimensions.size() ? dimensions.get(dimensions.size() - back) : 1;
      if (side != 1 && side != own) {
        throw notPerChannel(node, constant, dimensions);
      }
      found += side == 1 ? 0 : rest % own * stride;
      stride *= side;
      rest /= own;
    }
    return found;
  }

  private static GraphException notPerChannel(
      OnnxNode node, Tensor constant, List<Integer> dimensions) {
    return node.complaint(
        "its constant of "
            + Value.told(constant.dimensions())
            + " is not one number for each channel of "
            + Value.told(dimensions));
  }
}
