package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import java.util.List;

/**
 * A node whose neurons are read.
 *
 * @param plan the network
 * @param node index of the node in it
 * @param readOut what is read
 * @param levels the levels of a code of counts; of an order, 1, or 0 for one told by levels
 */
record NodeReading(Plan plan, int node, ReadOut readOut, int levels) {

  /**
   * Finds a node.
   *
   * @throws GraphException if there is none of this name, or it cannot be read so
   */
  static NodeReading of(Plan plan, ReadSpec read) {
    List<String> names = plan.nodes().stream().map(PlannedNode::name).toList();
    int node = names.indexOf(read.node());
    if (node < 0) {
      throw new GraphException(
          "the graph has no node " + read.node() + ": read one of " + String.join(", ", names));
    }
    ReadOut readOut = readOut(read.by());
    readOut.requireOf(plan, node);
    return new NodeReading(plan, node, readOut, read.levels());
  }

  private static ReadOut readOut(ReadSpec.By by) {
    return switch (by) {
      case COUNT -> ReadOut.COUNT;
      case FIRST -> ReadOut.FIRST;
      case POTENTIAL -> ReadOut.POTENTIAL;
    };
  }

  String name() {
    return plan.nodes().get(node).name();
  }

  /** The dimensions of the neurons. */
  List<Integer> neurons() {
    return plan.nodes().get(node).output();
  }

  Simulation simulation() {
    return new Simulation(plan);
  }
}
