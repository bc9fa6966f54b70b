package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Winner-take-all with lateral inhibition: the best candidate is taken, by time step, then
 * potential, then flat index; its map is out, and so is every location within {@code radius} of it
 * if {@code radius} is above 0. So on until {@code winners} have been taken or nobody is left.
 * Candidates come in rounds, one time step after the other.
 */
final class Competition {

  private final Shape shape;
  private final int winners;
  private final int radius;
  private final boolean[] closed;
  private final boolean[] spent;
  private final List<Winner> taken = new ArrayList<>();

  Competition(Shape shape, int winners, int radius) {
    this.shape = shape;
    this.winners = winners;
    this.radius = radius;
    this.closed = new boolean[shape.locations()];
    this.spent = new boolean[shape.maps()];
  }

  /** Forgets everything. */
  void reset() {
    Arrays.fill(closed, false);
    Arrays.fill(spent, false);
    taken.clear();
  }

  /** Whether all winners have been taken. */
  boolean over() {
    return taken.size() >= winners;
  }

  /** By location: where nobody can win any more. The owner may close locations of its own. */
  boolean[] closed() {
    return closed;
  }

  /** The winners so far, in the order they were taken. */
  List<Winner> taken() {
    return List.copyOf(taken);
  }

  /** One round: candidates of one time step, later than those of the rounds before. */
  void round(List<Winner> candidates) {
    while (!over()) {
      Winner best = null;
      for (Winner candidate : candidates) {
        if (!spent[candidate.map()]
            && !inhibited(candidate)
            && (best == null || beats(candidate, best))) {
          best = candidate;
        }
      }
      if (best == null) {
        return;
      }
      taken.add(best);
      spent[best.map()] = true;
      close(best);
    }
  }

  private boolean beats(Winner one, Winner other) {
    if (one.potential() != other.potential()) {
      return one.potential() > other.potential();
    }
    return shape.index(one.map(), one.row(), one.column())
        < shape.index(other.map(), other.row(), other.column());
  }

  private boolean inhibited(Winner candidate) {
    if (radius == 0) {
      return false;
    }
    for (Winner winner : taken) {
      if (Math.abs(winner.row() - candidate.row()) <= radius
          && Math.abs(winner.column() - candidate.column()) <= radius) {
        return true;
      }
    }
    return false;
  }

  private void close(Winner winner) {
    if (radius == 0) {
      return;
    }
    int lastRow = Math.min(shape.height() - 1, winner.row() + radius);
    int lastColumn = Math.min(shape.width() - 1, winner.column() + radius);
    for (int row = Math.max(0, winner.row() - radius); row <= lastRow; row++) {
      int from = row * shape.width() + Math.max(0, winner.column() - radius);
      Arrays.fill(closed, from, row * shape.width() + lastColumn + 1, true);
    }
  }
}
