package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph in the making. */
final class Draft {

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, List<Integer>> dimensions = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  /** Adds a node that receives values, and gives one of these dimensions. */
  Value add(String name, Node node, List<Integer> given, Value... from) {
    String unused = unused(name);
    nodes.put(unused, node);
    dimensions.put(unused, given);
    for (Value value : from) {
      edges.add(new Edge(value.node(), unused));
    }
    return new Value(unused, given, null, true);
  }

  /** Names in NIR files have no slashes; exporters use them for modules within modules. */
  private String unused(String name) {
    String plain = name.replaceFirst("^/+", "").replace('/', '.');
    String unused = plain.isEmpty() || plain.equals(".") ? "node" : plain;
    for (int i = 2; nodes.containsKey(unused); i++) {
      unused = plain + "_" + i;
    }
    return unused;
  }

  /** The node that gives a value. */
  Node of(Value value) {
    return nodes.get(value.node());
  }

  void replace(Value value, Node node) {
    nodes.put(value.node(), node);
  }

  /** Gives the graph's input, which nothing has read, other dimensions. */
  Value replaceInput(Value value, List<Integer> others) {
    replace(value, new Input(others));
    dimensions.put(value.node(), others);
    return value.shaped(others);
  }

  /** The numbers of the node that gives a value, as the node gives them. */
  Value plain(Value value) {
    return new Value(value.node(), dimensions.get(value.node()), null, value.sole());
  }

  /** Whether a value is the graph's input as it came. */
  boolean isInput(Value value) {
    return of(value) instanceof Input;
  }

  Graph graph() {
    return new Graph(nodes, edges);
  }
}
