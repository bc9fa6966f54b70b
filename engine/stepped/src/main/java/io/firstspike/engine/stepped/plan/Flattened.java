package io.firstspike.engine.stepped.plan;

import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Subgraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the nodes of subgraphs into the graph that holds them: node {@code b} of subgraph {@code a}
 * becomes {@code a.b}. The subgraph's input and output stay, as nodes that hand on what they
 * receive.
 */
final class Flattened {

  /** The deepest that subgraphs may be nested. */
  private static final int DEEPEST = 32;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  private Flattened() {}

  static Graph of(Graph graph) {
    Flattened flat = new Flattened();
    flat.add("", graph, 0);
    return new Graph(flat.nodes, flat.edges);
  }

  private void add(String prefix, Graph graph, int depth) {
    if (depth > DEEPEST) {
      throw new GraphException(
          "node "
              + prefix
              + " is nested more than "
              + DEEPEST
              + " subgraphs deep: flatten the graph before it is imported");
    }
    graph
        .nodes()
        .forEach(
            (name, node) -> {
              if (node instanceof Subgraph subgraph) {
                add(prefix + name + ".", subgraph.graph(), depth + 1);
              } else if (nodes.put(prefix + name, node) != null) {
                throw new GraphException(
                    "there are two nodes " + prefix + name + ": rename one of them");
              }
            });
    for (Edge edge : graph.edges()) {
      edges.add(
          new Edge(
              prefix + end(graph, edge.from(), Output.class),
              prefix + end(graph, edge.to(), Input.class)));
    }
  }

  /** The node within a subgraph that an edge ends at. */
  private static String end(Graph graph, String name, Class<? extends Node> kind) {
    if (!(graph.nodes().get(name) instanceof Subgraph subgraph)) {
      return name;
    }
    Graph inner = subgraph.graph();
    List<String> ends =
        inner.nodes().keySet().stream()
            .filter(end -> kind.isInstance(inner.nodes().get(end)))
            .toList();
    if (ends.size() != 1) {
      throw GraphException.of(
          name,
          subgraph.type(),
          "it has "
              + ends.size()
              + " nodes "
              + kind.getSimpleName()
              + ", and an edge to or from it needs exactly one");
    }
    return name + "." + ends.get(0);
  }
}
