package io.firstspike.engine.stepped.graph;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Where a graph receives its input.
 *
 * @param dimensions of the input
 */
@API(status = Status.MAINTAINED)
public record Input(List<Integer> dimensions) implements Node {

  public Input {
    dimensions = List.copyOf(dimensions);
  }

  @Override
  public String type() {
    return "Input";
  }
}
