package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Winner-take-all with lateral inhibition, as learning layers compete.
 *
 * <ol>
 *   <li>At each location only the neuron that fires first survives, among those of the same time
 *       step the one with the highest potential, then the lowest map.
 *   <li>Among the survivors the best is taken, by time step, then potential, then flat index; its
 *       map and every location within {@code radius} of it are out. So on until {@code winners}
 *       have been taken or nobody is left.
 * </ol>
 *
 * <p>Runs through the volley one time step at a time and stops with the last winner, a few steps
 * in; locations that are decided receive no more spikes. Not thread-safe: it keeps its potentials.
 */
public final class WinnerSearch {

  private final Convolution convolution;
  private final Shape shape;
  private final float threshold;
  private final int winners;
  private final int radius;
  private final float[][] potentials;
  private final boolean[] closed;
  private final boolean[] spent;

  /**
   * @param convolution the layer's synapses
   * @param threshold potential a neuron must exceed to fire
   * @param winners the most winners, at least 1
   * @param radius inhibition radius around a winner, in neurons; 0 inhibits its location alone
   */
  public WinnerSearch(Convolution convolution, float threshold, int winners, int radius) {
    this.convolution = convolution;
    this.shape = convolution.output();
    this.threshold = threshold;
    this.winners = winners;
    this.radius = radius;
    this.potentials = convolution.newPotentials();
    this.closed = new boolean[shape.locations()];
    this.spent = new boolean[shape.maps()];
  }

  /** The winners in the order they were taken; none if nobody fires. */
  public List<Winner> search(Volley input) {
    for (float[] potential : potentials) {
      Arrays.fill(potential, 0);
    }
    Arrays.fill(closed, false);
    Arrays.fill(spent, false);
    List<Winner> taken = new ArrayList<>(winners);
    for (int t = 0; t < input.steps() && taken.size() < winners; t++) {
      if (input.end(t) > input.start(t)) {
        for (int i = input.start(t); i < input.end(t); i++) {
          convolution.integrate(input.spike(i), potentials, closed);
        }
        compete(survivors(t), taken);
      }
    }
    return List.copyOf(taken);
  }

  /** Closes each location where a neuron fires in this step; returns those that fired. */
  private List<Winner> survivors(int step) {
    List<Winner> survivors = new ArrayList<>();
    for (int location = 0; location < closed.length; location++) {
      if (!closed[location]) {
        int best = best(potentials[location]);
        if (best >= 0) {
          closed[location] = true;
          survivors.add(
              new Winner(
                  best,
                  location / shape.width(),
                  location % shape.width(),
                  step,
                  potentials[location][best]));
        }
      }
    }
    return survivors;
  }

  private int best(float[] potential) {
    int best = -1;
    float highest = threshold;
    for (int map = 0; map < potential.length; map++) {
      if (potential[map] > highest) {
        highest = potential[map];
        best = map;
      }
    }
    return best;
  }

  private void compete(List<Winner> survivors, List<Winner> taken) {
    while (taken.size() < winners) {
      Winner best = null;
      for (Winner candidate : survivors) {
        if (!spent[candidate.map()]
            && !inhibited(candidate, taken)
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

  private boolean inhibited(Winner candidate, List<Winner> taken) {
    for (Winner winner : taken) {
      if (Math.abs(winner.row() - candidate.row()) <= radius
          && Math.abs(winner.column() - candidate.column()) <= radius) {
        return true;
      }
    }
    return false;
  }

  private void close(Winner winner) {
    int lastRow = Math.min(shape.height() - 1, winner.row() + radius);
    int lastColumn = Math.min(shape.width() - 1, winner.column() + radius);
    for (int row = Math.max(0, winner.row() - radius); row <= lastRow; row++) {
      int from = row * shape.width() + Math.max(0, winner.column() - radius);
      Arrays.fill(closed, from, row * shape.width() + lastColumn + 1, true);
    }
  }
}
