package io.firstspike.engine.diagnosis;

import java.util.Optional;
import java.util.stream.IntStream;

/** Maps whose weights are so small that they can never fire. */
final class DeadFeatures implements LayerCheck {

  /** The share of dead maps above which it is a fault. */
  private static final double LIMIT = 0.1;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    long dead = IntStream.range(0, layer.maps()).filter(layer::dead).count();
    double share = (double) dead / layer.maps();
    return share <= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "dead features",
                layer.spec().name(),
                dead
                    + " of "
                    + layer.maps()
                    + " maps ("
                    + Finding.percent(share)
                    + ") can never fire: all their weights together do not exceed the threshold, "
                    + Finding.number(layer.threshold()),
                share,
                LIMIT,
                "make stdp.rates.depression of the layer weaker, or lower its threshold"));
  }
}
