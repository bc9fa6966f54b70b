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

  /**
   * Where most spikes arrive: the share of those at the busiest location. In the decision layer of
   * a digit, they all arrive at the locations in the middle.
   */
  private static final double BUSY = 0.95;

  private final LayerWeights weights;
  private final Potentials potentials;
  private final Potentials instant;

  /** Instead of {@code potentials}, where locations can be told apart; else null. */
  private final LocationPotentials byLocation;

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
    boolean apart = !average && LocationPotentials.fit(weights.layout());
    this.weights = weights;
    this.byLocation = apart ? new LocationPotentials(weights, loops) : null;
    this.potentials = apart ? null : new Potentials(weights, loops);
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
    integrateBusiest(input);
    integrateRest(Float.NEGATIVE_INFINITY);
  }

  /**
   * Integrates the spikes of {@code input} with the present weights, but only at the locations that
   * receive most of them, if locations can be told apart. The other methods return the results of
   * these.
   */
  public void integrateBusiest(Spikes input) {
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    if (byLocation != null) {
      byLocation.show(input);
      int most = 0;
      for (int location = 0; location < locations; location++) {
        most = Math.max(most, byLocation.received(location));
      }
      for (int location = 0; location < locations; location++) {
        if (byLocation.received(location) >= BUSY * most) {
          byLocation.choose(location);
        }
      }
      sumChosen();
      return;
    }
    potentials.clear();
    if (instant == null) {
      potentials.integrate(input, 0, input.count());
    } else {
      average(input);
    }
    for (int location = 0; location < locations; location++) {
      takeBest(location, potentials.values(), potentials.place(location));
    }
  }

  /**
   * Integrates what {@link #integrateBusiest} has left out, but for locations at which no neuron
   * can have a potential of {@code least} or more.
   */
  public void integrateRest(float least) {
    if (byLocation == null) {
      return;
    }
    double highest = weights.highest();
    for (int location = 0; location < locations; location++) {
      int received = byLocation.received(location);
      // A float sum of n numbers is at most n x 2^-24 of it above the exact one, or hardly more.
      double most = received * highest * (1 + received * 0x1p-23);
      // Where nothing is known of the weights, this is not a number.
      if (!(most < least)) {
        byLocation.choose(location);
      }
    }
    sumChosen();
  }

  private void sumChosen() {
    int summed = byLocation.sum();
    for (int i = 0; i < summed; i++) {
      int location = byLocation.summed(i);
      takeBest(location, byLocation.values(), byLocation.place(location));
    }
  }

  /** Of equally strong neurons of a map, the lowest location counts. */
  private void takeBest(int location, float[] values, int first) {
    for (int map = 0; map < best.length; map++) {
      float value = values[first + map];
      if (value > best[map] || value == best[map] && location < bestLocation[map]) {
        best[map] = value;
        bestLocation[map] = location;
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
