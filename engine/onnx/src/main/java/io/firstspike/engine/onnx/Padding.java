package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Zeros around maps, which PyTorch writes before an average pool even where there are none. */
final class Padding {

  private Padding() {}

  /** Nothing where there are no zeros, else a convolution of each map with one weight of 1. */
  static Value apply(OnnxNode node, Scope scope) {
    node.requireKnown("mode", "pads", "value");
    if (!node.text("mode", "constant").equals("constant") || fill(node, scope.constants) != 0) {
      throw node.complaint("only zeros can be put around maps: train with padding by zeros");
    }
    Value value = scope.raw(node, 0);
    List<Long> pads = pads(node, value.dimensions().size() + 1, scope.constants);
    if (pads.stream().allMatch(pad -> pad == 0)) {
      return value;
    }
    Value maps = scope.maps(node);
    if (pads.get(0) != 0 || pads.get(1) != 0 || pads.get(4) != 0 || pads.get(5) != 0) {
      throw node.complaint("its pads are " + pads + "; only rows and columns can be padded");
    }
    int[] sides = pads.stream().mapToInt(node::integer).toArray();
    Sliding window = new Sliding(1, 1, 1, 1, 1, 1, sides[2], sides[3], sides[6], sides[7]);
    List<Integer> input = maps.dimensions();
    int channels = input.get(0);
    Tensor ones = Tensor.filled(List.of(channels, 1, 1, 1), 1);
    Tensor none = Tensor.filled(List.of(channels), 0);
    return scope.draft.add(
        node.name(),
        Windows.even(node, scope.constants, ones, none, window, channels, input),
        Windows.output(node, window, channels, input),
        maps);
  }

  private static float fill(OnnxNode node, Constants constants) {
    if (node.input(2).isEmpty()) {
      return node.number("value", 0);
    }
    return constants.numbers(node, 2, "constant_value").values()[0];
  }

  /** The zeros before and, after these, behind each dimension, that of the batch too. */
  private static List<Long> pads(OnnxNode node, int rank, Constants constants) {
    List<Long> given =
        node.has("pads") ? node.integers("pads") : constants.integers(node, 1, "pads");
    List<Long> axes = node.input(3).isEmpty() ? null : constants.integers(node, 3, "axes");
    int count = axes == null ? rank : axes.size();
    if (given.size() != 2 * count) {
      throw node.complaint("its pads are " + given + ", for " + count + " dimensions");
    }
    List<Long> pads = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
    for (int i = 0; i < count; i++) {
      long axis = axes == null ? i : axes.get(i);
      int at = Math.toIntExact(axis < 0 ? axis + rank : axis);
      if (at < 0 || at >= rank) {
        throw node.complaint("its axes are " + axes);
      }
      pads.set(at, given.get(i));
      pads.set(at + rank, given.get(i + count));
    }
    return pads;
  }
}
