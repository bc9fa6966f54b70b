package io.firstspike.engine.diagnosis;

import java.util.Optional;
import java.util.stream.IntStream;

/** Maps that fire nearly everywhere, while others choose. */
final class SaturatedMaps implements LayerCheck {

  /** The share of its neurons with input that fire from which a map is saturated. */
  private static final double SATURATED = 0.6;

  /** The share of saturated maps above which it is a fault. */
  private static final double LIMIT = 0.05;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    long saturated =
        IntStream.range(0, layer.maps()).filter(map -> layer.share(map) > SATURATED).count();
    double share = (double) saturated / layer.maps();
    return share <= LIMIT || layer.share() > ThresholdAlwaysReached.LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "saturated maps",
                layer.spec().name(),
                saturated
                    + " of "
                    + layer.maps()
                    + " maps ("
                    + Finding.percent(share)
                    + ") fire at more than "
                    + Finding.percent(SATURATED)
                    + " of the places where there is any input",
                share,
                LIMIT,
                "make stdp.rates.depression of the layer stronger, so that weights of silent inputs"
                    + " fall, or raise its threshold"));
  }
}
