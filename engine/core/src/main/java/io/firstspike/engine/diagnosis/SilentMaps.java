package io.firstspike.engine.diagnosis;

import java.util.Optional;
import java.util.stream.IntStream;

/** Maps that could fire, but did not once. */
final class SilentMaps implements LayerCheck {

  /** The share of silent maps above which it is a fault. */
  private static final double LIMIT = 0.1;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    long silent =
        IntStream.range(0, layer.maps())
            .filter(map -> layer.fired()[map] == 0 && !layer.dead(map))
            .count();
    double share = (double) silent / layer.maps();
    return share <= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "silent maps",
                layer.spec().name(),
                silent
                    + " of "
                    + layer.maps()
                    + " maps ("
                    + Finding.percent(share)
                    + ") fired for none of "
                    + Finding.number(layer.stimuli())
                    + " stimuli: their potentials stay below the threshold, "
                    + Finding.number(layer.threshold()),
                share,
                LIMIT,
                "lower "
                    + (layer.spec().readThreshold().isEmpty() ? "threshold" : "readThreshold")
                    + " of the layer, or take fewer maps"));
  }
}
