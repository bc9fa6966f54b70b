package io.firstspike.engine.onnx;

import static java.util.stream.Collectors.toSet;

import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.List;
import java.util.Set;

/** Average pools. */
final class Averages {

  private Averages() {}

  /** The average of each window. */
  static Value pool(OnnxNode node, Value value, Draft draft, Constants constants) {
    node.requireKnown(
        "auto_pad",
        "ceil_mode",
        "count_include_pad",
        "dilations",
        "kernel_shape",
        "pads",
        "strides");
    if (!node.has("kernel_shape")) {
      throw node.complaint("it has no kernel_shape");
    }
    int[] sides = node.integers("kernel_shape", 1, 1);
    List<Integer> input = value.dimensions();
    Sliding window = Windows.of(node, sides[0], sides[1], input);
    List<Integer> output = Windows.output(node, window, input.get(0), input);
    requireNoRest(node, window, input);
    boolean padded = window.top() + window.left() + window.bottom() + window.right() > 0;
    boolean counted = !padded || node.integer("count_include_pad", 0) != 0;
    boolean even = window.top() == window.bottom() && window.left() == window.right();
    if (counted && even && window.rowDilation() == 1 && window.columnDilation() == 1) {
      return draft.add(node.name(), new Pool(window, true), output, value);
    }
    Value averaged =
        draft.add(
            counted ? node.name() : node.name() + "_sum",
            weighted(node, constants, window, input),
            output,
            value);
    return counted
        ? averaged
        : draft.add(node.name(), shares(node, constants, window, input, output), output, averaged);
  }

  /** The average of each map. */
  static Value whole(OnnxNode node, Value value, Draft draft) {
    List<Integer> input = value.dimensions();
    Sliding window = Sliding.plain(input.get(1), input.get(2), 1, 1, 0, 0);
    return draft.add(node.name(), new Pool(window, true), List.of(input.get(0), 1, 1), value);
  }

  /** The average of each map, if that is what it is. */
  static Value mean(OnnxNode node, Scope scope) {
    node.requireKnown("axes", "keepdims", "noop_with_empty_axes");
    Value value = scope.maps(node);
    List<Long> axes =
        node.has("axes") ? node.integers("axes") : scope.constants.integers(node, 1, "axes");
    if (!Set.of(2L, 3L).equals(axes.stream().map(i -> i < 0 ? i + 4 : i).collect(toSet()))) {
      throw node.complaint("it is over axes " + axes + "; only rows and columns can be averaged");
    }
    Value averaged = whole(node, value, scope.draft);
    return node.integer("keepdims", 1) == 0
        ? scope.flat(averaged, node.name() + "_flat")
        : averaged;
  }

  /** With {@code ceil_mode}, a last window may reach beyond the padding. */
  private static void requireNoRest(OnnxNode node, Sliding window, List<Integer> input) {
    long rows = (long) (window.height() - 1) * window.rowDilation() + 1;
    long columns = (long) (window.width() - 1) * window.columnDilation() + 1;
    boolean rest =
        (input.get(1) + window.top() + window.bottom() - rows) % window.rowStride() != 0
            || (input.get(2) + window.left() + window.right() - columns) % window.columnStride()
                != 0;
    if (rest && node.integer("ceil_mode", 0) != 0) {
      throw node.complaint(
          "its ceil_mode lets a window reach beyond the padding: train with ceil_mode=False");
    }
  }

  /** A convolution of each map with equal weights, as pools of NIR are less general. */
  private static Convolve weighted(
      OnnxNode node, Constants constants, Sliding window, List<Integer> input) {
    int maps = input.get(0);
    int area = Math.multiplyExact(window.height(), window.width());
    constants.take(node, (long) maps * area);
    Tensor weight = Tensor.filled(List.of(maps, 1, window.height(), window.width()), 1f / area);
    Tensor bias = Tensor.filled(List.of(maps), 0);
    return Windows.even(node, constants, weight, bias, window, maps, input);
  }

  /** Factors by which sums over whole windows become averages over what is not padding. */
  private static Scale shares(
      OnnxNode node,
      Constants constants,
      Sliding window,
      List<Integer> input,
      List<Integer> output) {
    constants.take(node, Tensor.size(output));
    float[] factors = new float[Math.toIntExact(Tensor.size(output))];
    int columns = output.get(2);
    int locations = output.get(1) * columns;
    for (int i = 0; i < factors.length; i++) {
      int across =
          inside(
              i % columns * window.columnStride() - window.left(),
              window.width(),
              window.columnDilation(),
              input.get(2));
      int down =
          inside(
              i % locations / columns * window.rowStride() - window.top(),
              window.height(),
              window.rowDilation(),
              input.get(1));
      int cells = Math.max(1, across * down);
      factors[i] = (float) window.height() * window.width() / cells;
    }
    return new Scale(new Tensor(output, factors));
  }

  /** How many cells of one axis of a window lie within the input. */
  private static int inside(int first, int side, int dilation, int cells) {
    int count = 0;
    for (int i = 0; i < side; i++) {
      int at = first + i * dilation;
      count += at >= 0 && at < cells ? 1 : 0;
    }
    return count;
  }
}
