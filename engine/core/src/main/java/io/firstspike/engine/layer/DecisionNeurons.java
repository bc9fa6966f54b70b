package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Decision neurons without a threshold. They integrate all spikes of a volley, and the highest
 * potential decides: either the potential after the last time step, or its mean over all time
 * steps. Not thread-safe, as it reuses its buffers.
 */
@API(status = Status.MAINTAINED)
public final class DecisionNeurons {

  private final Potentials potentials;
  private final Potentials instant;
  private final int locations;
  private final float[] best;
  private final int[] bestLocation;

  /**
   * Creates decision neurons with {@code weights}.
   *
   * @param average whether a potential is the mean over the time steps, to which a spike in step t
   *     of T contributes {@code (T - t) / T} of its weight; otherwise it is that after the last
   *     time step
   */
  public DecisionNeurons(LayerWeights weights, boolean average) {
    this(weights, average, InnerLoops.fastest().weights());
  }

  /**
   * Creates decision neurons with the given inner loops.
   *
   * @param average whether a potential is the mean over the time steps, to which a spike in step t
   *     of T contributes {@code (T - t) / T} of its weight; otherwise it is that after the last
   *     time step
   * @param loops the inner loops; not to be shared with another object
   */
  public DecisionNeurons(LayerWeights weights, boolean average, WeightLoops loops) {
    this.potentials = new Potentials(weights, loops);
    this.instant = average ? new Potentials(weights, loops) : null;
    this.locations = weights.layout().output().locations();
    this.best = new float[weights.layout().output().maps()];
    this.bestLocation = new int[best.length];
  }

  /**
   * Integrates the spikes of {@code input} with the present weights. The other methods return the
   * results.
   */
  public void integrate(Spikes input) {
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

  private void average(Spikes input) {
    instant.clear();
    for (int t = 0; t < input.steps(); t++) {
      instant.integrate(input, input.start(t), input.end(t));
      for (int i = 0; i < potentials.values().length; i++) {
        potentials.values()[i] += instant.values()[i] / input.steps();
      }
    }
  }

  /** The number of maps. */
  public int maps() {
    return best.length;
  }

  /** The potential of the strongest neuron of map {@code map}. */
  public float potential(int map) {
    return best[map];
  }

  /**
   * The location of the strongest neuron of map {@code map}; of equally strong ones, the lowest.
   */
  public int location(int map) {
    return bestLocation[map];
  }

  /** Writes the potential of the strongest neuron of each of the first maps into {@code copy}. */
  public void copyPotentials(float[] copy) {
    System.arraycopy(best, 0, copy, 0, copy.length);
  }
}
