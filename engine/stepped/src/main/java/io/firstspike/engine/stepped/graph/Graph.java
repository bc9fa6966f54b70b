package io.firstspike.engine.stepped.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Nodes and the edges between them. A node receives the sum of what its edges bring; an edge given
 * twice brings it twice. Immutable.
 *
 * @param nodes the nodes by name, in an order that is kept
 * @param edges the edges; each joins two of these nodes
 */
@API(status = Status.MAINTAINED)
public record Graph(Map<String, Node> nodes, List<Edge> edges) {

  /**
   * Checks the edges.
   *
   * @throws GraphException if an edge names a node that there is not
   */
  public Graph {
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    edges = List.copyOf(edges);
    for (Edge edge : edges) {
      for (String end : List.of(edge.from(), edge.to())) {
        if (!nodes.containsKey(end)) {
          throw new GraphException(
              "edge "
                  + edge.from()
                  + " -> "
                  + edge.to()
                  + " names node "
                  + end
                  + ", which the graph does not have: add the node or remove the edge");
        }
      }
    }
  }
}
