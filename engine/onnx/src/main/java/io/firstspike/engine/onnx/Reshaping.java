package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Nodes that change dimensions and nothing else. That of the batch is not among them. */
final class Reshaping {

  private Reshaping() {}

  /** Flattens, changes the dimensions of the input, or says where the numbers lie from now on. */
  static Value apply(OnnxNode node, Scope scope) {
    Value value = scope.raw(node, 0);
    if (node.type().equals("Transpose")) {
      return Transposition.apply(node, value, scope.constants);
    }
    List<Integer> target = of(node, value.dimensions(), scope.constants);
    if (target.equals(value.dimensions())) {
      return value;
    }
    boolean moved = value.places() != null;
    if (scope.draft.isInput(value) && value.sole() && target.size() == 3 && !moved) {
      return scope.draft.replaceInput(value, target);
    }
    return target.size() == 1 && !moved
        ? scope.flat(scope.draft.plain(scope.read(node, 0)), node.name())
        : value.shaped(target);
  }

  /** The dimensions that a node makes of these. */
  private static List<Integer> of(OnnxNode node, List<Integer> dimensions, Constants constants) {
    return switch (node.type()) {
      case "Flatten" -> flattened(node, dimensions);
      case "Reshape" -> reshaped(node, dimensions, constants);
      case "Squeeze" -> squeezed(node, dimensions, constants);
      default -> unsqueezed(node, dimensions, constants);
    };
  }

  private static List<Integer> flattened(OnnxNode node, List<Integer> dimensions) {
    node.requireKnown("axis");
    long axis = node.integer("axis", 1);
    if ((axis < 0 ? axis + dimensions.size() + 1 : axis) != 1) {
      throw node.complaint(
          "its axis is " + axis + "; only all that follows the batch can be joined");
    }
    return List.of(Math.toIntExact(Tensor.size(dimensions)));
  }

  /** The first of the dimensions that it asks for is the batch's. */
  private static List<Integer> reshaped(
      OnnxNode node, List<Integer> dimensions, Constants constants) {
    node.requireKnown("allowzero");
    List<Long> asked = constants.integers(node, 1, "shape");
    List<Integer> target = new ArrayList<>();
    long known = 1;
    int open = -1;
    for (int i = 1; i < asked.size(); i++) {
      long side = asked.get(i);
      if (side == 0 && i <= dimensions.size() && node.integer("allowzero", 0) == 0) {
        side = dimensions.get(i - 1);
      }
      if (side == -1 && open < 0) {
        open = i - 1;
        side = 1;
      }
      if (side < 1) {
        throw node.complaint("its shape is " + asked);
      }
      known = Math.multiplyExact(known, side);
      target.add(node.integer(side));
    }
    long size = Tensor.size(dimensions);
    if (open >= 0 && size % known == 0) {
      target.set(open, Math.toIntExact(size / known));
      known = size;
    }
    if (target.isEmpty() || known != size) {
      throw node.complaint(
          "it makes "
              + asked
              + " of a batch of "
              + Value.told(dimensions)
              + "; the batch is to stay the first dimension");
    }
    return target;
  }

  private static List<Long> axes(OnnxNode node, Constants constants) {
    node.requireKnown("axes");
    return node.has("axes") ? node.integers("axes") : constants.integers(node, 1, "axes");
  }

  private static List<Integer> squeezed(
      OnnxNode node, List<Integer> dimensions, Constants constants) {
    boolean all = !node.has("axes") && node.input(1).isEmpty();
    List<Integer> target = new ArrayList<>();
    List<Long> left = all ? List.of() : axes(node, constants);
    for (int i = 0; i < dimensions.size(); i++) {
      boolean named = left.contains(i + 1L) || left.contains((long) i - dimensions.size());
      if (named && dimensions.get(i) != 1) {
        throw node.complaint("it leaves out a dimension of " + dimensions.get(i));
      }
      if (!(named || all && dimensions.get(i) == 1)) {
        target.add(dimensions.get(i));
      }
    }
    int removed = dimensions.size() - target.size();
    if (target.isEmpty() || !all && removed != left.size()) {
      throw node.complaint(
          "it leaves out dimensions " + left + " of a batch of " + Value.told(dimensions));
    }
    return target;
  }

  private static List<Integer> unsqueezed(
      OnnxNode node, List<Integer> dimensions, Constants constants) {
    List<Long> added = axes(node, constants);
    int rank = dimensions.size() + added.size();
    List<Integer> target = new ArrayList<>();
    for (int i = 0, from = 0; i < rank && from <= dimensions.size(); i++) {
      boolean named = added.contains(i + 1L) || added.contains((long) i - rank);
      if (!named && from == dimensions.size()) {
        throw node.complaint(
            "it adds dimensions " + added + " to a batch of " + Value.told(dimensions));
      }
      target.add(named ? 1 : dimensions.get(from++));
    }
    return target;
  }
}
