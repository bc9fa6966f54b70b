package io.firstspike.engine.stepped.plan;

import io.firstspike.engine.stepped.graph.Node;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A node with what it exchanges.
 *
 * @param name its name, unique in the plan
 * @param node what it computes
 * @param input dimensions of what it receives
 * @param output dimensions of what it gives
 * @param sources what it receives: the sum of them
 */
@API(status = Status.MAINTAINED)
public record PlannedNode(
    String name, Node node, List<Integer> input, List<Integer> output, List<Source> sources) {

  /**
   * What a node receives from another one.
   *
   * @param node index of the other one in the plan
   * @param late whether it is its output of the time step before
   */
  public record Source(int node, boolean late) {}
}
