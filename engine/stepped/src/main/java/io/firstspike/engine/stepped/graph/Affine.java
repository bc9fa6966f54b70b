package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Full connection, {@code y = W x + b}.
 *
 * @param weight {@code [output][input]}
 * @param bias {@code [output]}; null: none, which makes it linear
 */
@API(status = Status.MAINTAINED)
public record Affine(Tensor weight, Tensor bias) implements Node {

  public Affine {
    if (weight.rank() != 2) {
      throw new IllegalArgumentException(
          "its weight is to have two dimensions, outputs and inputs, not " + weight.dimensions());
    }
    if (bias != null && bias.size() != weight.dimensions().get(0)) {
      throw new IllegalArgumentException(
          "its bias is to have " + weight.dimensions().get(0) + " numbers, not " + bias.size());
    }
  }

  public int outputs() {
    return weight.dimensions().get(0);
  }

  public int inputs() {
    return weight.dimensions().get(1);
  }

  @Override
  public String type() {
    return bias == null ? "Linear" : "Affine";
  }
}
