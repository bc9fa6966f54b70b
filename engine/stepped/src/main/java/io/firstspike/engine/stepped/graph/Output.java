package io.firstspike.engine.stepped.graph;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Where a graph gives its output.
 *
 * @param dimensions of the output; empty if they are not known
 */
@API(status = Status.MAINTAINED)
public record Output(List<Integer> dimensions) implements Node {

  public Output {
    dimensions = List.copyOf(dimensions);
  }

  @Override
  public String type() {
    return "Output";
  }
}
