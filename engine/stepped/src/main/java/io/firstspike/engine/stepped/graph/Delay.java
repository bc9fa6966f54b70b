package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Gives each element later, {@code y(t) = x(t - delay)}.
 *
 * @param seconds of the dimensions of its input, each at least 0
 */
@API(status = Status.MAINTAINED)
public record Delay(Tensor seconds) implements Node {

  @Override
  public String type() {
    return "Delay";
  }
}
