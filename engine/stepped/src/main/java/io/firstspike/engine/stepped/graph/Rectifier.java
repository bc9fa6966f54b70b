package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * {@code max(x, 0)} for each element: a rectified linear unit, of networks that compute with
 * numbers rather than spikes. NIR has no such node.
 */
@API(status = Status.MAINTAINED)
public record Rectifier() implements Node {

  @Override
  public String type() {
    return "ReLU";
  }
}
