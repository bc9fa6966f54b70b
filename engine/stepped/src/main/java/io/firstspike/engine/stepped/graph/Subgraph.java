package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A graph as a node of another one. It has one input and one output.
 *
 * @param graph what it consists of
 */
@API(status = Status.MAINTAINED)
public record Subgraph(Graph graph) implements Node {

  @Override
  public String type() {
    return "NIRGraph";
  }
}
