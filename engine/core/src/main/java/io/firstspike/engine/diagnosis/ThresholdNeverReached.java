package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** A threshold above all potentials. */
final class ThresholdNeverReached implements LayerCheck {

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    float highest = layer.highestOfAll();
    boolean reads = highest > layer.threshold();
    boolean learns = layer.planned() == 0 || layer.winners() > 0;
    if (reads && learns) {
      return Optional.empty();
    }
    float threshold = learns ? layer.threshold() : layer.spec().threshold();
    return Optional.of(
        new Finding(
            "threshold never reached",
            layer.spec().name(),
            "no neuron fires "
                + (learns ? "once the layer is frozen" : "while the layer learns")
                + ": the highest potential is "
                + Finding.number(highest)
                + ", the threshold "
                + Finding.number(threshold),
            highest,
            threshold,
            "lower "
                + (learns && !layer.spec().readThreshold().isEmpty()
                    ? "readThreshold"
                    : "threshold")
                + " of the layer below "
                + Finding.number(highest)
                + "; about two thirds of it make neurons choosy, but not silent"));
  }
}
