package io.firstspike.engine.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/**
 * Whole numbers that nodes compute of others, such as dimensions and paddings: exporters write
 * {@code x.view(x.size(0), -1)} as four nodes. A batch is of 1.
 *
 * @param dimensions none for a single number
 */
record WholeNumbers(List<Integer> dimensions, List<Long> values) {

  /** The most numbers; dimensions and paddings are fewer. */
  private static final int MOST = 64;

  WholeNumbers {
    dimensions = List.copyOf(dimensions);
    values = List.copyOf(values);
  }

  private static WholeNumbers of(List<Long> values) {
    return new WholeNumbers(List.of(values.size()), values);
  }

  /** What a node computes; null if it is none of those that compute whole numbers of such. */
  static WholeNumbers computed(OnnxNode node, Scope scope) {
    if (node.type().equals("Shape")) {
      Value value = scope.value(node.input(0));
      return value == null ? null : shape(node, value);
    }
    List<WholeNumbers> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs(); i++) {
      WholeNumbers input = scope.constants.whole(node.input(i));
      if (input == null) {
        return null;
      }
      inputs.add(input);
    }
    return inputs.isEmpty() ? null : computed(node, inputs);
  }

  private static WholeNumbers computed(OnnxNode node, List<WholeNumbers> inputs) {
    WholeNumbers first = inputs.get(0);
    WholeNumbers second = inputs.size() > 1 ? inputs.get(1) : null;
    return switch (node.type()) {
      case "Cast", "Identity" -> first;
      case "Gather" -> second == null ? null : first.gathered(node, second);
      case "Concat" -> of(inputs.stream().flatMap(input -> input.values.stream()).toList());
      case "ConstantOfShape" -> filled(node, first);
      case "Unsqueeze", "Squeeze" ->
          first.values.size() > 1 || node.type().equals("Unsqueeze")
              ? of(first.values)
              : new WholeNumbers(List.of(), first.values);
      case "Reshape" -> second == null ? null : first.reshaped(node, second.values);
      case "Transpose" -> first.transposed();
      case "Slice" -> first.sliced(node, inputs);
      case "ReduceProd" ->
          new WholeNumbers(
              List.of(), List.of(first.values.stream().reduce(1L, Math::multiplyExact)));
      case "Add" -> first.with(second, Math::addExact);
      case "Sub" -> first.with(second, Math::subtractExact);
      case "Mul" -> first.with(second, Math::multiplyExact);
      case "Div" -> first.with(second, (a, b) -> b == 0 ? 0 : a / b);
      default -> null;
    };
  }

  private static WholeNumbers shape(OnnxNode node, Value value) {
    List<Long> sides = new ArrayList<>(List.of(1L));
    value.dimensions().forEach(side -> sides.add(side.longValue()));
    int from = place(node.integer("start", 0), sides.size());
    int to = place(node.integer("end", sides.size()), sides.size());
    return of(sides.subList(Math.min(from, to), to));
  }

  private static int place(long at, int size) {
    return (int) Math.max(0, Math.min(size, at < 0 ? at + size : at));
  }

  private WholeNumbers gathered(OnnxNode node, WholeNumbers which) {
    if (node.integer("axis", 0) != 0 || dimensions.size() != 1) {
      return null;
    }
    List<Long> found = new ArrayList<>();
    for (long index : which.values) {
      long at = index < 0 ? index + values.size() : index;
      if (at < 0 || at >= values.size()) {
        throw node.complaint("it takes dimension " + index + " of " + values.size());
      }
      found.add(values.get((int) at));
    }
    return new WholeNumbers(which.dimensions, found);
  }

  private static WholeNumbers filled(OnnxNode node, WholeNumbers shape) {
    long size = shape.values.stream().reduce(1L, (a, b) -> a < 0 || b < 0 || a > MOST ? -1 : a * b);
    if (shape.values.size() > 1 || size < 0 || size > MOST) {
      return null;
    }
    long value = node.has("value") ? Constants.first(node.tensor("value")) : 0;
    return of(Collections.nCopies((int) size, value));
  }

  private WholeNumbers reshaped(OnnxNode node, List<Long> asked) {
    List<Integer> sides = new ArrayList<>();
    long known = 1;
    for (long side : asked) {
      known *= side > 0 && side <= MOST ? side : 1;
    }
    for (long side : asked) {
      sides.add((int) (side == -1 ? values.size() / known : Math.max(0, Math.min(MOST, side))));
    }
    if (sides.stream().reduce(1, (a, b) -> a * b) != values.size()) {
      throw node.complaint("it makes " + asked + " of " + values.size() + " numbers");
    }
    return new WholeNumbers(sides, values);
  }

  /**
   * Of two dimensions, as exporters turn pairs of paddings into all of one side, then the other.
   */
  private WholeNumbers transposed() {
    if (dimensions.size() != 2) {
      return null;
    }
    int rows = dimensions.get(0);
    int columns = dimensions.get(1);
    return new WholeNumbers(
        List.of(columns, rows),
        IntStream.range(0, rows * columns)
            .mapToObj(i -> values.get(i % rows * columns + i / rows))
            .toList());
  }

  /** Along the first dimension. */
  private WholeNumbers sliced(OnnxNode node, List<WholeNumbers> inputs) {
    List<List<Long>> given = new ArrayList<>();
    String[] names = {"starts", "ends", "axes", "steps"};
    for (int i = 0; i < names.length; i++) {
      given.add(
          node.has(names[i])
              ? node.integers(names[i])
              : inputs.size() > i + 1 ? inputs.get(i + 1).values : List.of(i == 3 ? 1L : 0L));
    }
    if (dimensions.isEmpty() || given.stream().anyMatch(one -> one.size() != 1)) {
      return null;
    }
    long step = given.get(3).get(0);
    if (given.get(2).get(0) != 0 || step != 1 && step != -1) {
      return null;
    }
    int rows = dimensions.get(0);
    int length = rows == 0 ? 0 : values.size() / rows;
    int from = place(given.get(0).get(0), step > 0 ? rows : rows - 1);
    if (step < 0) {
      from = (int) Math.max(0, Math.min(rows - 1, backwards(given.get(0).get(0), rows)));
    }
    long to = step > 0 ? place(given.get(1).get(0), rows) : backwards(given.get(1).get(0), rows);
    List<Long> left = new ArrayList<>();
    int count = 0;
    for (int row = from; step > 0 ? row < to : row > to && row >= 0; row += step) {
      left.addAll(values.subList(row * length, (row + 1) * length));
      count++;
    }
    List<Integer> sides = new ArrayList<>(dimensions);
    sides.set(0, count);
    return new WholeNumbers(sides, left);
  }

  private static long backwards(long at, int size) {
    return at < 0 ? Math.max(-1, at + size) : at;
  }

  private WholeNumbers with(WholeNumbers other, LongBinaryOperator operator) {
    if (other == null) {
      return null;
    }
    int size = Math.max(values.size(), other.values.size());
    boolean alike =
        (values.size() == size || values.size() == 1)
            && (other.values.size() == size || other.values.size() == 1);
    if (!alike || size == 0) {
      return null;
    }
    List<Long> results = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      results.add(
          operator.applyAsLong(
              values.get(i % values.size()), other.values.get(i % other.values.size())));
    }
    return new WholeNumbers(
        dimensions.size() >= other.dimensions.size() ? dimensions : other.dimensions, results);
  }
}
