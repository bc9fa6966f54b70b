package io.firstspike.engine.layer;

import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Shape;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Inhibition among the neurons of a layer whose spikes are already known, given as latencies (the
 * number of time steps for a silent neuron) and potentials in the time step of the spike, both
 * map-major. {@link WinnerSearch} finds the same winners faster, while it integrates the spikes.
 * For point-wise inhibition see {@link PointwiseInhibition}.
 */
@API(status = Status.INTERNAL)
public final class Inhibition {

  private Inhibition() {}

  /**
   * Silences whole maps (feature inhibition): sets all potentials of {@code maps} to 0, in place.
   */
  public static void features(Shape shape, float[] potentials, int... maps) {
    for (int map : maps) {
      int first = map * shape.locations();
      Arrays.fill(potentials, first, first + shape.locations(), 0);
    }
  }

  /**
   * Finds the winners (k winners take all). The best neuron wins, by time step, then potential,
   * then flat index. Then no other neuron of its map can win, nor, if {@code radius} is above 0,
   * any neuron within {@code radius} of its location. This is repeated until {@code winners} have
   * won or no neuron is left.
   *
   * @param latencies one for each neuron, map-major; {@code steps} for a silent neuron
   * @param potentials potential of each neuron in the time step of its spike, map-major
   * @return the winners in the order in which they won
   */
  public static List<Winner> winners(
      Shape shape, int steps, byte[] latencies, float[] potentials, int winners, int radius) {
    Competition competition = new Competition(shape, winners, radius);
    Winners candidates = new Winners(shape);
    for (int t = 0; t < steps; t++) {
      candidates.clear();
      for (int i = 0; i < latencies.length; i++) {
        if (latencies[i] == t) {
          candidates.add(i, t, potentials[i]);
        }
      }
      competition.round(candidates);
    }
    return competition.taken().list();
  }
}
