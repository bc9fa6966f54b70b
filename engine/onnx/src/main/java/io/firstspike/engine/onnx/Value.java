package io.firstspike.engine.onnx;

import java.util.List;

/**
 * What is computed on the way from input to output.
 *
 * @param node name of the graph's node that gives it
 * @param dimensions without that of the batch, such as channels, rows and columns
 * @param sole whether one node alone reads it, so that what that node does can be folded into
 *     {@code node}
 */
record Value(String node, List<Integer> dimensions, boolean sole) {

  Value {
    dimensions = List.copyOf(dimensions);
  }

  /** The same, of other dimensions or another reader. */
  Value with(List<Integer> others, boolean alsoSole) {
    return new Value(node, others, sole && alsoSole);
  }

  /** Dimensions as text, such as 3x32x32. */
  String told() {
    return told(dimensions);
  }

  static String told(List<Integer> dimensions) {
    return dimensions.stream().map(String::valueOf).reduce((a, b) -> a + "x" + b).orElse("nothing");
  }
}
