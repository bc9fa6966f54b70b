package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** The nodes of a network as a table, in the order in which they are computed. */
public final class NodeTable {

  private NodeTable() {}

  /** Prints them, and how many neurons there are. */
  public static void print(Plan plan, PrintWriter out) {
    Table table = Table.empty().row("node", "type", "gives", "receives from");
    for (PlannedNode node : plan.nodes()) {
      table =
          table.row(node.name(), type(node.node()), dimensions(node.output()), sources(node, plan));
    }
    out.println(table);
    if (plan.nodes().stream()
        .flatMap(node -> node.sources().stream())
        .anyMatch(PlannedNode.Source::late)) {
      out.println("late: around a cycle, what neurons give arrives a time step later");
    }
    long neurons =
        plan.nodes().stream()
            .filter(node -> node.node() instanceof Neurons)
            .mapToLong(node -> Tensor.size(node.output()))
            .sum();
    out.println(
        Figures.count(neurons) + " neurons, time steps of " + plan.timeStep().seconds() + " s");
  }

  private static String type(Node node) {
    boolean subtracts =
        node instanceof Neurons neurons
            && neurons.firing() != null
            && neurons.firing().kind() == Neurons.Reset.SUBTRACT;
    return node.type() + (subtracts ? " (subtracts)" : "");
  }

  private static String sources(PlannedNode node, Plan plan) {
    return node.sources().stream()
        .map(source -> plan.nodes().get(source.node()).name() + (source.late() ? " (late)" : ""))
        .collect(Collectors.joining(", "));
  }

  /** Dimensions as text, such as 2x34x34. */
  static String dimensions(List<Integer> dimensions) {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
