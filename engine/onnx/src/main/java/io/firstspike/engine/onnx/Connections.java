package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.List;

/** Convolutions and full connections. */
final class Connections {

  private Connections() {}

  /** A convolution over rows and columns. */
  static Value convolution(OnnxNode node, Scope scope) {
    node.requireKnown("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides");
    Value value = scope.maps(node);
    Tensor weight = scope.constants.numbers(node, 1, "weight");
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
            : scope.constants.numbers(node, 2, "bias");
    Sliding window = Windows.of(node, kernel[0], kernel[1], value.dimensions());
    List<Integer> output = Windows.output(node, window, outputs, value.dimensions());
    Convolve convolve =
        Windows.even(node, scope.constants, weight, bias, window, groups, value.dimensions());
    return scope.draft.add(node.name(), convolve, output, value);
  }

  /** A full connection: {@code alpha x W + beta C}, or {@code x W}. */
  static Value connection(OnnxNode node, Scope scope) {
    node.requireKnown("alpha", "beta", "transA", "transB");
    Value value = scope.read(node, 0);
    Tensor weight = scope.constants.numbers(node, 1, "weight");
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
      rows[i - i % inputs + value.place(i % inputs)] = alpha * weight.values()[from];
    }
    Tensor bias = null;
    if (!node.input(2).isEmpty()) {
      bias =
          Tensor.of(
              Arithmetic.each(node, scope.constants.numbers(node, 2, "bias"), List.of(outputs)));
      float beta = node.number("beta", 1);
      for (int i = 0; i < outputs; i++) {
        bias.values()[i] *= beta;
      }
    }
    return scope.draft.add(
        node.name(),
        new Affine(new Tensor(List.of(outputs, inputs), rows), bias),
        List.of(outputs),
        scope.flat(scope.draft.plain(value), node.name() + "_flat"));
  }
}
