package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Rectifier;
import java.util.List;

/** Rectifiers, as such or written as what is no less than 0. */
final class Rectification {

  private Rectification() {}

  /** A rectifier, whose node is Relu, or Clip or Max of what {@link #recognise} says. */
  static Value of(OnnxNode node, Scope scope) {
    int input = node.type().equals("Max") && scope.constants.has(node.input(0)) ? 1 : 0;
    Value value = scope.read(node, input);
    Value plain = scope.draft.plain(value);
    return value.of(scope.draft.add(node.name(), new Rectifier(), plain.dimensions(), plain));
  }

  /** Whether a node is a rectifier: Relu, Clip at 0 without an upper bound, Max with 0. */
  static boolean recognise(OnnxNode node, Constants constants) {
    return switch (node.type()) {
      case "Relu" -> true;
      case "Clip" -> bound(node, "min", 1, constants) == 0 && unbounded(node, constants);
      case "Max" ->
          node.inputs() == 2
              && List.of(0, 1).stream().anyMatch(input -> isZero(node, input, constants));
      default -> false;
    };
  }

  private static boolean unbounded(OnnxNode node, Constants constants) {
    return bound(node, "max", 2, constants) >= Float.MAX_VALUE;
  }

  /** A bound of Clip, an attribute or an input; not a number if it is not known. */
  private static float bound(OnnxNode node, String name, int input, Constants constants) {
    if (node.has(name)) {
      return node.number(name, 0);
    }
    if (node.input(input).isEmpty()) {
      return input == 1 ? -Float.MAX_VALUE : Float.MAX_VALUE;
    }
    return constants.has(node.input(input))
        ? constants.numbers(node, input, name).values()[0]
        : Float.NaN;
  }

  private static boolean isZero(OnnxNode node, int input, Constants constants) {
    if (!constants.has(node.input(input))) {
      return false;
    }
    for (float value : constants.numbers(node, input, "constant").values()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
