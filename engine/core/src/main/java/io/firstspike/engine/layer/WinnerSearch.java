package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Finds the winners of a layer that learns, usually without going through the whole volley.
 *
 * <ol>
 *   <li>At each location only the neuron that fires first survives; of neurons in the same time
 *       step, that with the highest potential, then that of the lowest map (point-wise inhibition).
 *   <li>The survivors compete as in {@link Inhibition#winners}.
 * </ol>
 *
 * <p>The search goes through the volley one time step at a time and ends with the last winner,
 * often after a few steps. Not thread-safe, as it reuses its buffers.
 */
@API(status = Status.MAINTAINED)
public final class WinnerSearch {

  private final Shape shape;
  private final int stride;
  private final float threshold;
  private final Competition competition;
  private final Winners survivors;
  private final Potentials potentials;

  /**
   * Creates a search.
   *
   * @param weights the layer's weights
   * @param threshold potential that a neuron must exceed to fire
   * @param winners the most winners, at least 1
   * @param radius inhibition radius around a winner, in neurons; 0: none
   */
  public WinnerSearch(LayerWeights weights, float threshold, int winners, int radius) {
    this(weights, threshold, winners, radius, InnerLoops.fastest().weights());
  }

  /**
   * Creates a search with the given inner loops.
   *
   * @param weights the layer's weights
   * @param threshold potential that a neuron must exceed to fire
   * @param winners the most winners, at least 1
   * @param radius inhibition radius around a winner, in neurons; 0: none
   * @param loops the inner loops; not to be shared with another object
   */
  public WinnerSearch(
      LayerWeights weights, float threshold, int winners, int radius, WeightLoops loops) {
    this.shape = weights.layout().output();
    this.stride = weights.layout().stride();
    this.threshold = threshold;
    this.competition = new Competition(shape, winners, radius);
    this.survivors = new Winners(shape);
    this.potentials = new Potentials(weights, loops);
  }

  /**
   * Finds the winners.
   *
   * @return the winners in the order in which they won, none if no neuron fires; an object of this
   *     search, valid until the next call
   */
  public Winners search(Spikes input) {
    return search(input, null);
  }

  /**
   * Finds the winners while some maps are silenced (feature inhibition).
   *
   * @param silent {@code [map]}, whether the map is silenced; null for none
   * @return the winners in the order in which they won, none if no neuron fires; an object of this
   *     search, valid until the next call
   */
  public Winners search(Spikes input, boolean[] silent) {
    potentials.clear();
    competition.reset();
    for (int t = 0; t < input.steps() && !competition.over(); t++) {
      if (input.end(t) > input.start(t)) {
        potentials.integrate(input, input.start(t), input.end(t));
        findSurvivors(t, silent);
        competition.round(survivors);
      }
    }
    return competition.taken();
  }

  /**
   * Finds the neurons that fire in this time step at locations where none has fired before, and
   * closes these locations.
   */
  private void findSurvivors(int step, boolean[] silent) {
    survivors.clear();
    boolean[] closed = competition.closed();
    float[] values = potentials.values();
    int place = potentials.firstAbove(0, threshold);
    while (place >= 0) {
      int location = place / stride;
      int first = potentials.place(location);
      int map = closed[location] ? -1 : strongest(location, first, silent);
      if (map >= 0) {
        closed[location] = true;
        survivors.add(map * shape.locations() + location, step, values[first + map]);
      }
      if (closed[location]) {
        // No neuron at a closed location may fire, whatever spikes arrive later.
        Arrays.fill(values, first, first + stride, Float.NEGATIVE_INFINITY);
      }
      place = potentials.firstAbove(first + stride, threshold);
    }
  }

  /**
   * The map with the highest potential above the threshold at {@code location}; of equal ones, the
   * lowest map; -1 if none is above the threshold.
   */
  private int strongest(int location, int first, boolean[] silent) {
    float[] values = potentials.values();
    if (silent == null && threshold >= 0) {
      float highest = potentials.highest(location);
      int map = 0;
      while (values[first + map] != highest) {
        map++;
      }
      return map;
    }
    int best = -1;
    float most = threshold;
    for (int map = 0; map < shape.maps(); map++) {
      if (values[first + map] > most && (silent == null || !silent[map])) {
        most = values[first + map];
        best = map;
      }
    }
    return best;
  }
}
