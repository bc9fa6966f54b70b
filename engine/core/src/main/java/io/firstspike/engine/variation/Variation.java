package io.firstspike.engine.variation;

import io.firstspike.engine.spec.TrainingSpec;
import java.util.Random;

/**
 * A change of places: stretched and turned about the middle, then shifted.
 *
 * @param down shift in rows
 * @param across shift in columns
 * @param turn rotation in radians
 * @param higher factor of the height
 * @param wider factor of the width
 */
record Variation(int down, int across, double turn, double higher, double wider) {

  /** Draws a variation within the bounds of {@code spec}. */
  static Variation draw(TrainingSpec spec, Random draws) {
    int shift = spec.shift();
    int down = draws.nextInt(2 * shift + 1) - shift;
    int across = draws.nextInt(2 * shift + 1) - shift;
    if (spec.turn() == 0 && spec.stretch() == 0) {
      return new Variation(down, across, 0, 1, 1);
    }
    double turn = StrictMath.toRadians(spec.turn() * (2 * draws.nextDouble() - 1));
    double higher = 1 + spec.stretch() * (2 * draws.nextDouble() - 1);
    double wider = 1 + spec.stretch() * (2 * draws.nextDouble() - 1);
    return new Variation(down, across, turn, higher, wider);
  }

  /** Whether this is a shift and nothing else. */
  boolean shifts() {
    return turn == 0 && higher == 1 && wider == 1;
  }

  /**
   * The matrix from a place to the place that it comes from, both relative to the middle and
   * without the shift: two factors for the row, then two for the column.
   */
  double[] back() {
    return new double[] {
      StrictMath.cos(turn) / higher,
      -StrictMath.sin(turn) / higher,
      StrictMath.sin(turn) / wider,
      StrictMath.cos(turn) / wider
    };
  }

  /** The inverse of {@link #back}: from a place to the place that it comes to. */
  double[] forth() {
    return new double[] {
      StrictMath.cos(turn) * higher,
      StrictMath.sin(turn) * wider,
      -StrictMath.sin(turn) * higher,
      StrictMath.cos(turn) * wider
    };
  }
}
