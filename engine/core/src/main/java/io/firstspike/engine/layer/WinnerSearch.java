package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The winners of a learning layer, found without running the whole volley.
 *
 * <ol>
 *   <li>At each location only the neuron that fires first survives, among those of the same time
 *       step the one with the highest potential, then the lowest map (point-wise inhibition).
 *   <li>The survivors compete: {@link Inhibition#winners}.
 * </ol>
 *
 * <p>Runs through the volley one time step at a time and stops with the last winner, a few steps
 * in; locations that are decided receive no more spikes. Not thread-safe: it keeps its potentials.
 */
public final class WinnerSearch {

  private final Convolution convolution;
  private final Shape shape;
  private final float threshold;
  private final Competition competition;
  private final float[][] potentials;

  /**
   * @param convolution the layer's synapses
   * @param threshold potential a neuron must exceed to fire
   * @param winners the most winners, at least 1
   * @param radius inhibition radius around a winner, in neurons; 0 = none
   */
  public WinnerSearch(Convolution convolution, float threshold, int winners, int radius) {
    this.convolution = convolution;
    this.shape = convolution.output();
    this.threshold = threshold;
    this.competition = new Competition(shape, winners, radius);
    this.potentials = convolution.newPotentials();
  }

  /** The winners in the order they were taken; none if nobody fires. */
  public List<Winner> search(Volley input) {
    return search(input, null);
  }

  /**
   * The same, while some maps are silenced (feature inhibition).
   *
   * @param silent by map; null = nobody is
   */
  public List<Winner> search(Volley input, boolean[] silent) {
    for (float[] potential : potentials) {
      Arrays.fill(potential, 0);
    }
    competition.reset();
    for (int t = 0; t < input.steps() && !competition.over(); t++) {
      if (input.end(t) > input.start(t)) {
        for (int i = input.start(t); i < input.end(t); i++) {
          convolution.integrate(input.spike(i), potentials, competition.closed());
        }
        competition.round(survivors(t, silent));
      }
    }
    return competition.taken();
  }

  /** Closes each location where a neuron fires in this step; returns those that fired. */
  private List<Winner> survivors(int step, boolean[] silent) {
    List<Winner> survivors = new ArrayList<>();
    boolean[] closed = competition.closed();
    for (int location = 0; location < closed.length; location++) {
      if (!closed[location]) {
        int best = best(potentials[location], silent);
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

  private int best(float[] potential, boolean[] silent) {
    int best = -1;
    float highest = threshold;
    for (int map = 0; map < potential.length; map++) {
      if (potential[map] > highest && (silent == null || !silent[map])) {
        highest = potential[map];
        best = map;
      }
    }
    return best;
  }
}
