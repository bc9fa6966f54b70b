package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Weights that have not come near 0 or 1. */
final class NoConvergence implements LayerCheck {

  /** The highest mean of w (1 - w) of a layer that has learned; 0.25 if all weights are 0.5. */
  static final double LIMIT = 0.1;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    return layer.planned() == 0 || !(layer.convergence() > LIMIT)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "no convergence",
                layer.spec().name(),
                "after "
                    + Finding.number(layer.learned())
                    + " frames the mean of w (1 - w) is "
                    + Finding.number(layer.convergence())
                    + ", and should be below "
                    + Finding.number(LIMIT)
                    + ": the weights are neither 0 nor 1, and mean little",
                layer.convergence(),
                LIMIT,
                "raise stdp.frames of the layer, or stdp.rates"));
  }
}
