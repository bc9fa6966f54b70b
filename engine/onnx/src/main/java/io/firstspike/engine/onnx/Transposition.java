package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Exchanges of dimensions, as networks have them whose channels come last. Nothing moves: what
 * reads a value is told where its numbers lie.
 */
final class Transposition {

  private Transposition() {}

  static Value apply(OnnxNode node, Value value, Constants constants) {
    node.requireKnown("perm");
    List<Integer> from = value.dimensions();
    int[] axes = axes(node, from.size());
    List<Integer> to = new ArrayList<>();
    for (int axis : axes) {
      to.add(from.get(axis));
    }
    constants.take(node, Tensor.size(from));
    int[] places = new int[Math.toIntExact(Tensor.size(from))];
    for (int i = 0; i < places.length; i++) {
      int rest = i;
      int at = 0;
      for (int axis = to.size() - 1; axis >= 0; axis--) {
        at += rest % to.get(axis) * stride(from, axes[axis]);
        rest /= to.get(axis);
      }
      places[i] = value.place(at);
    }
    return new Value(value.node(), to, places, value.sole());
  }

  /** Maps with channels last, of a node that has them first. */
  static Value channelsLast(Value value) {
    List<Integer> from = value.dimensions();
    int area = from.get(1) * from.get(2);
    int[] places = new int[area * from.get(0)];
    for (int i = 0; i < places.length; i++) {
      places[i] = i % from.get(0) * area + i / from.get(0);
    }
    List<Integer> to = List.of(from.get(1), from.get(2), from.get(0));
    return new Value(value.node(), to, places, value.sole());
  }

  /** Which dimension of before each one is; the first is not the batch's. */
  private static int[] axes(OnnxNode node, int count) {
    List<Long> order = node.has("perm") ? node.integers("perm") : List.of();
    boolean whole = order.size() == count + 1 && order.get(0) == 0;
    int[] axes = new int[count];
    for (int i = 0; whole && i < count; i++) {
      long axis = order.get(i + 1);
      whole = axis >= 1 && axis <= count && order.indexOf(axis) == i + 1;
      axes[i] = (int) axis - 1;
    }
    if (!whole) {
      throw node.complaint(
          "its perm " + order + " does not leave the batch the first of all dimensions");
    }
    return axes;
  }

  private static int stride(List<Integer> dimensions, int axis) {
    return Math.toIntExact(Tensor.size(dimensions.subList(axis + 1, dimensions.size())));
  }
}
