package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** So few winners that maps hardly learn. */
final class TooFewWinners implements LayerCheck {

  /** The fewest wins of a map, on average, in the whole of learning. */
  private static final double LIMIT = 10;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    double wins = layer.winners() * layer.planned() / layer.maps();
    return layer.planned() == 0 || wins >= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "too few winners",
                layer.spec().name(),
                "with "
                    + Finding.number(layer.winners())
                    + " winners a frame and "
                    + Finding.number(layer.planned())
                    + " frames, each of "
                    + Finding.number(layer.maps())
                    + " maps learns "
                    + Finding.number(wins)
                    + " times on average",
                wins,
                LIMIT,
                "raise stdp.frames or stdp.winners of the layer, make stdp.inhibitionRadius smaller,"
                    + " or take fewer maps"));
  }
}
