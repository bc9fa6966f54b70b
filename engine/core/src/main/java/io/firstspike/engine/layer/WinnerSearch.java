package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

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
 * in. Not thread-safe: it keeps its potentials.
 */
public final class WinnerSearch {

  private final Shape shape;
  private final int stride;
  private final float threshold;
  private final Competition competition;
  private final Winners survivors;
  private final Potentials potentials;

  /**
   * @param convolution the layer's synapses
   * @param threshold potential a neuron must exceed to fire
   * @param winners the most winners, at least 1
   * @param radius inhibition radius around a winner, in neurons; 0 = none
   */
  public WinnerSearch(Convolution convolution, float threshold, int winners, int radius) {
    this(convolution, threshold, winners, radius, InnerLoops.fastest().weights());
  }

  /**
   * A search with loops of its own.
   *
   * @param loops this search's own
   */
  public WinnerSearch(
      Convolution convolution, float threshold, int winners, int radius, WeightLoops loops) {
    this.shape = convolution.output();
    this.stride = convolution.stride();
    this.threshold = threshold;
    this.competition = new Competition(shape, winners, radius);
    this.survivors = new Winners(shape);
    this.potentials = new Potentials(convolution, loops);
  }

  /**
   * The winners in the order they were taken; none if nobody fires. This object's own, valid until
   * the next call.
   */
  public Winners search(Volley input) {
    return search(input, null);
  }

  /**
   * The same, while some maps are silenced (feature inhibition).
   *
   * @param silent by map; null = nobody is
   */
  public Winners search(Volley input, boolean[] silent) {
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

  /** Finds those that fire in this step, where nobody has before; their locations are closed. */
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
        // Whatever else arrives, nobody here fires.
        Arrays.fill(values, first, first + stride, Float.NEGATIVE_INFINITY);
      }
      place = potentials.firstAbove(first + stride, threshold);
    }
  }

  /** The map with the highest potential above the threshold, of equals the first; -1 if none. */
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
