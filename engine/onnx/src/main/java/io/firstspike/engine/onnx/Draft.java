package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph in the making. */
final class Draft {

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  /** Adds a node that receives values, and gives one of these dimensions. */
  Value add(String name, Node node, List<Integer> dimensions, Value... from) {
    String unused = unused(name);
    nodes.put(unused, node);
    for (Value value : from) {
      edges.add(new Edge(value.node(), unused));
    }
    return new Value(unused, dimensions, true);
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

  /** Whether a value is the graph's input as it came. */
  boolean isInput(Value value) {
    return of(value) instanceof Input;
  }

  Graph graph() {
    return new Graph(nodes, edges);
  }
}
