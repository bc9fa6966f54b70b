package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import java.util.Arrays;

/**
 * Winner-take-all with lateral inhibition. The best candidate wins, by time step, then potential,
 * then flat index. Then no other neuron of its map can win, nor, if {@code radius} is above 0, any
 * neuron within {@code radius} of its location. This is repeated until {@code winners} have won or
 * no candidate is left. Candidates are given in rounds, one time step after the other.
 */
final class Competition {

  private final Shape shape;
  private final int winners;
  private final int radius;
  private final boolean[] closed;
  private final boolean[] spent;
  private final Winners taken;

  Competition(Shape shape, int winners, int radius) {
    this.shape = shape;
    this.winners = winners;
    this.radius = radius;
    this.closed = new boolean[shape.locations()];
    this.spent = new boolean[shape.maps()];
    this.taken = new Winners(shape);
  }

  /** Begins a new competition. */
  void reset() {
    Arrays.fill(closed, false);
    Arrays.fill(spent, false);
    taken.clear();
  }

  /** Whether the number of winners has been reached. */
  boolean over() {
    return taken.count() >= winners;
  }

  /**
   * For each location, whether its neurons cannot win any more. The caller may close more
   * locations.
   */
  boolean[] closed() {
    return closed;
  }

  /** The winners so far, in the order in which they won. */
  Winners taken() {
    return taken;
  }

  /**
   * Carries out one round.
   *
   * @param candidates neurons that fire in one time step, a later one than in the rounds before
   */
  void round(Winners candidates) {
    while (!over()) {
      int best = best(candidates);
      if (best < 0) {
        return;
      }
      taken.add(candidates.neuron(best), candidates.step(best), candidates.potential(best));
      spent[candidates.map(best)] = true;
      close(candidates.row(best), candidates.column(best));
    }
  }

  private int best(Winners candidates) {
    int best = -1;
    for (int i = 0; i < candidates.count(); i++) {
      if ((best < 0 || beats(candidates, i, best))
          && !spent[candidates.map(i)]
          && !inhibited(candidates.row(i), candidates.column(i))) {
        best = i;
      }
    }
    return best;
  }

  private static boolean beats(Winners candidates, int one, int other) {
    if (candidates.potential(one) != candidates.potential(other)) {
      return candidates.potential(one) > candidates.potential(other);
    }
    return candidates.neuron(one) < candidates.neuron(other);
  }

  private boolean inhibited(int row, int column) {
    if (radius == 0) {
      return false;
    }
    for (int i = 0; i < taken.count(); i++) {
      if (Math.abs(taken.row(i) - row) <= radius && Math.abs(taken.column(i) - column) <= radius) {
        return true;
      }
    }
    return false;
  }

  private void close(int winnerRow, int winnerColumn) {
    if (radius == 0) {
      return;
    }
    int lastRow = Math.min(shape.height() - 1, winnerRow + radius);
    int lastColumn = Math.min(shape.width() - 1, winnerColumn + radius);
    for (int row = Math.max(0, winnerRow - radius); row <= lastRow; row++) {
      int from = row * shape.width() + Math.max(0, winnerColumn - radius);
      Arrays.fill(closed, from, row * shape.width() + lastColumn + 1, true);
    }
  }
}
