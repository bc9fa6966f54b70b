package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** A threshold that nearly all neurons exceed that see anything. */
final class ThresholdAlwaysReached implements LayerCheck {

  /** The share of neurons with input that fire above which it is a fault. */
  static final double LIMIT = 0.8;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    double share = layer.share();
    return share <= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "threshold always reached",
                layer.spec().name(),
                Finding.percent(share)
                    + " of the neurons that have any input fire, whatever it is: the threshold is "
                    + Finding.number(layer.threshold())
                    + ", potentials reach "
                    + Finding.number(layer.highestOfAll()),
                share,
                LIMIT,
                "raise "
                    + (layer.spec().readThreshold().isEmpty() ? "threshold" : "readThreshold")
                    + " of the layer, to about two thirds of the highest potential"));
  }
}
