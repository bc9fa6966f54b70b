package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Neurons without a threshold: they integrate the whole volley and the highest potential decides,
 * that in the end or that on average over time. Not thread-safe: it keeps its potentials.
 */
public final class DecisionNeurons {

  private final Convolution convolution;
  private final float[][] potentials;
  private final float[][] instant;
  private final float[] best;
  private final int[] bestLocation;

  /**
   * Decision neurons with {@code convolution}'s synapses.
   *
   * @param average whether a potential is the mean over the time steps, to which a spike in step t
   *     of T contributes {@code (T - t) / T} of its weight; else the one in the end
   */
  public DecisionNeurons(Convolution convolution, boolean average) {
    this.convolution = convolution;
    this.potentials = convolution.newPotentials();
    this.instant = average ? convolution.newPotentials() : null;
    this.best = new float[convolution.output().maps()];
    this.bestLocation = new int[best.length];
  }

  /**
   * The potential of each map's first neuron, in order of map: of layers that see their whole input
   * the only one. A new array.
   */
  public float[] potentials(Volley input) {
    integrate(input);
    return potentials[0].clone();
  }

  private void integrate(Volley input) {
    clear(potentials);
    if (instant == null) {
      convolution.integrate(input, 0, input.count(), potentials);
      return;
    }
    clear(instant);
    for (int t = 0; t < input.steps(); t++) {
      convolution.integrate(input, input.start(t), input.end(t), instant);
      for (int location = 0; location < potentials.length; location++) {
        for (int map = 0; map < best.length; map++) {
          potentials[location][map] += instant[location][map] / input.steps();
        }
      }
    }
  }

  private static void clear(float[][] potentials) {
    for (float[] potential : potentials) {
      Arrays.fill(potential, 0);
    }
  }

  /**
   * Each map's strongest neuron, in order of map; of equals the lowest location. Its time step is
   * the volley's last, since only then is its potential known.
   */
  public Winner[] strongest(Volley input) {
    integrate(input);
    System.arraycopy(potentials[0], 0, best, 0, best.length);
    Arrays.fill(bestLocation, 0);
    for (int location = 1; location < potentials.length; location++) {
      for (int map = 0; map < best.length; map++) {
        if (potentials[location][map] > best[map]) {
          best[map] = potentials[location][map];
          bestLocation[map] = location;
        }
      }
    }
    int width = convolution.output().width();
    Winner[] strongest = new Winner[best.length];
    for (int map = 0; map < best.length; map++) {
      int location = bestLocation[map];
      strongest[map] =
          new Winner(map, location / width, location % width, input.steps() - 1, best[map]);
    }
    return strongest;
  }
}
