package io.firstspike.engine.onnx;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the nodes of an ONNX graph can read: constants, and values that nodes before them gave. */
final class Scope {

  final Constants constants;
  final Draft draft = new Draft();
  private final Normalisation normalisation;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private Value normalised;

  Scope(Normalisation normalisation, NetworkLimit limit) {
    this.normalisation = normalisation;
    this.constants = new Constants(limit);
  }

  /** Counts a node, or the graph's output, that is going to read a name. */
  void expect(String name) {
    readers.merge(name, 1, Integer::sum);
  }

  void bind(String name, Value value) {
    boolean sole = readers.getOrDefault(name, 0) <= 1;
    values.put(name, value.read(sole));
  }

  /** The value of a name; null if there is none. */
  Value value(String name) {
    return values.get(name);
  }

  /** The value that a node reads. */
  Value raw(OnnxNode node, int input) {
    String name = node.input(input);
    Value value = values.get(name);
    if (value == null) {
      throw node.complaint(
          (constants.has(name)
                  ? "its input " + name + " is a constant"
                  : "no node before it gives its input " + name)
              + ": export the network again");
    }
    return value;
  }

  /** As {@link #raw}; the graph's input is normalised. */
  Value read(OnnxNode node, int input) {
    Value value = raw(node, input);
    if (!draft.isInput(value) || normalisation.equals(Normalisation.NONE)) {
      return value;
    }
    if (normalised == null) {
      Value plain = draft.plain(value);
      PerChannel perChannel = normalisation.of(plain.dimensions().get(0));
      normalised = perChannel.added("normalise", plain, node, draft, constants);
    }
    return value.of(normalised).read(value.sole());
  }

  /** As {@link #read}, for a node that takes the numbers of the node before as it gives them. */
  Value plain(OnnxNode node, int input) {
    Value value = read(node, input);
    Value plain = draft.plain(value);
    if (!value.liesAs(plain)) {
      throw node.complaint(
          "it receives "
              + value.told()
              + ", in another order than the "
              + plain.told()
              + " of "
              + plain.node()
              + ": export the network with channels before rows and columns, and change dimensions"
              + " only to flatten them");
    }
    return value;
  }

  /** Maps with rows and columns that a node reads. */
  Value maps(OnnxNode node) {
    Value value = plain(node, 0);
    if (value.dimensions().size() != 3) {
      throw node.complaint(
          "it receives "
              + value.told()
              + ", and only maps with rows and columns can be converted, as of pictures");
    }
    return value;
  }

  /** Makes one dimension of all numbers of a node. */
  Value flat(Value value, String name) {
    if (value.dimensions().size() == 1 && value.liesAs(draft.plain(value))) {
      return value;
    }
    Flatten flatten = new Flatten(0, -1, value.dimensions());
    int size = Math.toIntExact(Tensor.size(value.dimensions()));
    return draft.add(name, flatten, List.of(size), value);
  }
}
