package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Neurons without a threshold: they integrate the whole volley and the highest potential decides,
 * that in the end or that on average over time. Not thread-safe: it keeps its potentials.
 */
public final class DecisionNeurons {

  private final Potentials potentials;
  private final Potentials instant;
  private final int locations;
  private final float[] best;
  private final int[] bestLocation;

  /**
   * Decision neurons with {@code convolution}'s synapses.
   *
   * @param average whether a potential is the mean over the time steps, to which a spike in step t
   *     of T contributes {@code (T - t) / T} of its weight; else the one in the end
   */
  public DecisionNeurons(Convolution convolution, boolean average) {
    this(convolution, average, InnerLoops.fastest().weights());
  }

  /**
   * Decision neurons with loops of their own.
   *
   * @param loops this object's own
   */
  public DecisionNeurons(Convolution convolution, boolean average, WeightLoops loops) {
    this.potentials = new Potentials(convolution, loops);
    this.instant = average ? new Potentials(convolution, loops) : null;
    this.locations = convolution.output().locations();
    this.best = new float[convolution.output().maps()];
    this.bestLocation = new int[best.length];
  }

  /**
   * Takes {@code input}, with the synapses as they are now: what the other methods tell is then
   * known.
   */
  public void integrate(Volley input) {
    potentials.clear();
    if (instant == null) {
      potentials.integrate(input, 0, input.count());
    } else {
      average(input);
    }
    System.arraycopy(potentials.values(), 0, best, 0, best.length);
    Arrays.fill(bestLocation, 0);
    for (int location = 1; location < locations; location++) {
      int first = potentials.place(location);
      for (int map = 0; map < best.length; map++) {
        if (potentials.values()[first + map] > best[map]) {
          best[map] = potentials.values()[first + map];
          bestLocation[map] = location;
        }
      }
    }
  }

  private void average(Volley input) {
    instant.clear();
    for (int t = 0; t < input.steps(); t++) {
      instant.integrate(input, input.start(t), input.end(t));
      for (int i = 0; i < potentials.values().length; i++) {
        potentials.values()[i] += instant.values()[i] / input.steps();
      }
    }
  }

  /** How many maps there are. */
  public int maps() {
    return best.length;
  }

  /** The potential of the strongest neuron of {@code map}. */
  public float potential(int map) {
    return best[map];
  }

  /** Where in its map the strongest neuron of {@code map} stands; of equals the lowest location. */
  public int location(int map) {
    return bestLocation[map];
  }

  /** Writes the potential of each map's strongest neuron into {@code copy}, in order of map. */
  public void copyPotentials(float[] copy) {
    System.arraycopy(best, 0, copy, 0, best.length);
  }
}
