package io.firstspike.engine.stepped.plan;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A graph made ready to run: its nodes without subgraphs, in the order of computation, with
 * dimensions that fit each other. Immutable.
 *
 * @param nodes the nodes in the order in which they are computed
 * @param timeStep the length of a time step
 * @param input index of the node that receives the input
 * @param output index of the node that gives the output
 */
@API(status = Status.MAINTAINED)
public record Plan(List<PlannedNode> nodes, TimeStep timeStep, int input, int output) {

  public Plan {
    nodes = List.copyOf(nodes);
  }

  /**
   * Plans a graph.
   *
   * @param limit the most numbers that the nodes may hold and exchange, checked before anything is
   *     allocated
   * @throws GraphException if it cannot run; the message names the node and the remedy
   */
  public static Plan of(Graph graph, TimeStep timeStep, NetworkLimit limit) {
    Graph flat = Flattened.of(graph);
    Order order = Order.of(flat, timeStep);
    List<String> names = order.names();
    String input = only(graph, Input.class);
    String output = only(graph, Output.class);
    Map<String, List<PlannedNode.Source>> sources = new LinkedHashMap<>();
    names.forEach(name -> sources.put(name, new ArrayList<>()));
    Map<String, Integer> places = new LinkedHashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    for (Edge edge : flat.edges()) {
      sources.get(edge.to()).add(new PlannedNode.Source(places.get(edge.from()), order.late(edge)));
    }
    requireConnected(flat, sources, input);
    List<PlannedNode> nodes = new Dimensions(flat, timeStep, sources, names).nodes();
    requireWithin(limit, nodes, timeStep);
    return new Plan(nodes, timeStep, places.get(input), places.get(output));
  }

  /** Whether a node's output needs nothing of the present time step: it delays all it receives. */
  public boolean ahead(int node) {
    return Order.ahead(nodes.get(node).node(), timeStep);
  }

  /** How many numbers the nodes hold and exchange. */
  public long numbers() {
    return nodes.stream().mapToLong(node -> held(node, timeStep)).sum();
  }

  private static long held(PlannedNode node, TimeStep step) {
    return Parameters.count(node.node(), step)
        + 3 * (Tensor.size(node.input()) + Tensor.size(node.output()));
  }

  private static String only(Graph graph, Class<? extends Node> kind) {
    List<String> names =
        graph.nodes().keySet().stream()
            .filter(name -> kind.isInstance(graph.nodes().get(name)))
            .toList();
    if (names.size() != 1) {
      throw new GraphException(
          "the graph has "
              + names.size()
              + " nodes "
              + kind.getSimpleName()
              + " "
              + names
              + " and is to have one: join them, or export one part alone");
    }
    return names.get(0);
  }

  private static void requireConnected(
      Graph graph, Map<String, List<PlannedNode.Source>> sources, String input) {
    sources.forEach(
        (name, from) -> {
          if (name.equals(input) && !from.isEmpty()) {
            throw GraphException.of(
                name, "Input", "an edge leads to it, and it is the graph's input: remove the edge");
          }
          if (from.isEmpty() && !name.equals(input)) {
            throw GraphException.of(
                name,
                graph.nodes().get(name).type(),
                "no edge leads to it: connect it or remove it");
          }
        });
  }

  /** Each node holds its parameters, what it receives, what it gives and as much in between. */
  private static void requireWithin(NetworkLimit limit, List<PlannedNode> nodes, TimeStep step) {
    long numbers = 0;
    for (PlannedNode node : nodes) {
      numbers += held(node, step);
      if (numbers > limit.weights()) {
        throw GraphException.of(
            node.name(),
            node.node().type(),
            String.format(
                Locale.ROOT,
                "with it the network needs %,d numbers, more than the limit of %,d: take a smaller"
                    + " network or raise the limit (--max-weights)",
                numbers,
                limit.weights()));
      }
    }
  }
}
