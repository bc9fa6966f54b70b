package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A factor for each element.
 *
 * @param factor of the dimensions of its input
 */
@API(status = Status.MAINTAINED)
public record Scale(Tensor factor) implements Node {

  @Override
  public String type() {
    return "Scale";
  }
}
