package io.firstspike.engine.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * What is computed on the way from input to output: the numbers of a node of the graph, maybe in
 * another order and with other dimensions.
 *
 * @param node name of the graph's node that gives it
 * @param dimensions without that of the batch, such as channels, rows and columns
 * @param places where each number lies among those of the node; null: in their order
 * @param sole whether one node alone reads it, so that what that node does can be folded into
 *     {@code node}
 */
record Value(String node, List<Integer> dimensions, int[] places, boolean sole) {

  Value {
    dimensions = List.copyOf(dimensions);
    places = places != null && ascends(places) ? null : places;
  }

  private static boolean ascends(int[] places) {
    for (int i = 0; i < places.length; i++) {
      if (places[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** The same numbers with other dimensions. */
  Value shaped(List<Integer> others) {
    return new Value(node, others, places, sole);
  }

  /** The same numbers with one reader or more. */
  Value read(boolean alsoSole) {
    return new Value(node, dimensions, places, sole && alsoSole);
  }

  /** The numbers of another node that lie as these do. */
  Value of(Value other) {
    return new Value(other.node, dimensions, places, other.sole);
  }

  /** Where a number lies among those of the node. */
  int place(int number) {
    return places == null ? number : places[number];
  }

  /** Whether its numbers lie as those of another value do, which may be of another node. */
  boolean liesAs(Value other) {
    return dimensions.equals(other.dimensions) && Arrays.equals(places, other.places);
  }

  /** Dimensions as text, such as 3x32x32. */
  String told() {
    return told(dimensions);
  }

  static String told(List<Integer> dimensions) {
    return dimensions.stream().map(String::valueOf).reduce((a, b) -> a + "x" + b).orElse("nothing");
  }
}
