package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** First weights so alike that maps cannot be told apart. */
final class TiedFirstWeights implements LayerCheck {

  /** The share of tied winners above which it is a fault. */
  private static final double LIMIT = 0.2;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    // Not a number compares as no fault.
    return !(layer.tied() > LIMIT)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "potentials tie",
                layer.spec().name(),
                "before learning, "
                    + Finding.percent(layer.tied())
                    + " of the winners have the same potential in the same time step as another map"
                    + " at their place, so that the order of maps decides who learns",
                layer.tied(),
                LIMIT,
                "give weights.deviation of the layer a higher value, such as 0.05"));
  }
}
