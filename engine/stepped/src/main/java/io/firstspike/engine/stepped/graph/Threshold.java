package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * 1 for each element above its threshold, else 0.
 *
 * @param threshold of the dimensions of its input
 */
@API(status = Status.MAINTAINED)
public record Threshold(Tensor threshold) implements Node {

  @Override
  public String type() {
    return "Threshold";
  }
}
