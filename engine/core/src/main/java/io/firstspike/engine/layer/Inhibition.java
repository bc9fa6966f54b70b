package io.firstspike.engine.layer;

import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * How neurons of a layer silence each other, on spikes that are already known: one latency a neuron
 * (silent = the number of steps) and its potential in the time step of its spike, both map-major.
 * {@link WinnerSearch} finds the same winners while the spikes are still coming in. Point-wise:
 * {@link PointwiseInhibition}.
 */
public final class Inhibition {

  private Inhibition() {}

  /** Feature inhibition: all potentials of {@code maps} become 0, in place. */
  public static void features(Shape shape, float[] potentials, int... maps) {
    for (int map : maps) {
      int first = map * shape.locations();
      Arrays.fill(potentials, first, first + shape.locations(), 0);
    }
  }

  /**
   * k winners take all: the best neuron wins, by time step, then potential, then flat index; its
   * map, and every location within {@code radius} of it if that is above 0, are out; so on until
   * {@code winners} have won or nobody is left.
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
