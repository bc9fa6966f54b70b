package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

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
    return whole(node, value, true, draft);
  }

  private static Value whole(OnnxNode node, Value value, boolean average, Draft draft) {
    List<Integer> input = value.dimensions();
    Sliding window = Sliding.plain(input.get(1), input.get(2), 1, 1, 0, 0);
    return draft.add(node.name(), new Pool(window, average), List.of(input.get(0), 1, 1), value);
  }

  /** The average, or the sum, of each map, if that is what it is. */
  static Value reduced(OnnxNode node, Scope scope) {
    node.requireKnown("axes", "keepdims", "noop_with_empty_axes");
    Value value = scope.read(node, 0);
    Value plain = scope.draft.plain(value);
    List<Long> axes =
        node.has("axes") ? node.integers("axes") : scope.constants.integers(node, 1, "axes");
    List<Integer> kept = new ArrayList<>(value.dimensions());
    for (long axis : axes) {
      long at = axis < 0 ? axis + kept.size() : axis - 1;
      if (at < 0 || at >= kept.size()) {
        throw overOthers(node, axes);
      }
      kept.set((int) at, 1);
    }
    if (plain.dimensions().size() != 3 || !eachMap(value, kept, plain.dimensions())) {
      throw overOthers(node, axes);
    }
    Value averaged = whole(node, plain, node.type().equals("ReduceMean"), scope.draft);
    if (node.integer("keepdims", 1) != 0) {
      return averaged.shaped(kept);
    }
    Value flat = scope.flat(averaged, node.name() + "_flat");
    return flat.dimensions().size() == value.dimensions().size() - axes.size()
        ? flat
        : flat.shaped(left(kept, axes));
  }

  private static List<Integer> left(List<Integer> kept, List<Long> axes) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      if (!axes.contains(i + 1L) && !axes.contains((long) i - kept.size())) {
        left.add(kept.get(i));
      }
    }
    return left;
  }

  /** Whether what comes to one number, where dimensions of 1 are left, is a map of the node. */
  private static boolean eachMap(Value value, List<Integer> kept, List<Integer> maps) {
    int size = Math.toIntExact(Tensor.size(maps));
    int area = size / maps.get(0);
    boolean each = Tensor.size(kept) == maps.get(0);
    for (int i = 0; each && i < size; i++) {
      int rest = i;
      int at = 0;
      int stride = 1;
      for (int axis = kept.size() - 1; axis >= 0; axis--) {
        int side = value.dimensions().get(axis);
        at += kept.get(axis) == 1 ? 0 : rest % side * stride;
        stride *= kept.get(axis);
        rest /= side;
      }
      each = value.place(i) / area == at;
    }
    return each;
  }

  private static GraphException overOthers(OnnxNode node, List<Long> axes) {
    return node.complaint("it is over axes " + axes + "; only rows and columns can be averaged");
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
