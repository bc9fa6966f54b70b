package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How neurons of a layer silence each other, on spikes that are already known: one latency a neuron
 * (silent = the number of steps) and its potential in the time step of its spike, both map-major.
 * {@link WinnerSearch} finds the same winners while the spikes are still coming in.
 */
public final class Inhibition {

  private Inhibition() {}

  /**
   * Point-wise inhibition: at each location only the neuron that fires first stays, among those of
   * the same time step the one with the highest potential, then the lowest map. The others become
   * silent, in place.
   */
  public static void pointwise(Shape shape, int steps, byte[] latencies, float[] potentials) {
    for (int location = 0; location < shape.locations(); location++) {
      int best = -1;
      for (int i = location; i < latencies.length; i += shape.locations()) {
        if (latencies[i] < steps && (best < 0 || beats(i, best, latencies, potentials))) {
          best = i;
        }
      }
      for (int i = location; i < latencies.length; i += shape.locations()) {
        if (i != best) {
          latencies[i] = (byte) steps;
          potentials[i] = 0;
        }
      }
    }
  }

  private static boolean beats(int one, int other, byte[] latencies, float[] potentials) {
    return latencies[one] < latencies[other]
        || latencies[one] == latencies[other] && potentials[one] > potentials[other];
  }

  /**
   * Point-wise inhibition among spikes whose potentials nobody knows: at each location only the
   * first one stays, of equals that of the lowest map.
   */
  public static Volley pointwise(Volley volley) {
    boolean[] taken = new boolean[volley.shape().locations()];
    int[] kept = new int[volley.count()];
    int[] ends = new int[volley.steps()];
    int count = 0;
    for (int t = 0; t < ends.length; t++) {
      for (int i = volley.start(t); i < volley.end(t); i++) {
        int location = volley.spike(i) % taken.length;
        if (!taken[location]) {
          taken[location] = true;
          kept[count++] = volley.spike(i);
        }
      }
      ends[t] = count;
    }
    return Volley.ofSpikes(volley.shape(), Arrays.copyOf(kept, count), ends);
  }

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
    List<List<Winner>> rounds = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      rounds.add(new ArrayList<>());
    }
    for (int i = 0; i < latencies.length; i++) {
      if (latencies[i] < steps) {
        int location = i % shape.locations();
        rounds
            .get(latencies[i])
            .add(
                new Winner(
                    i / shape.locations(),
                    location / shape.width(),
                    location % shape.width(),
                    latencies[i],
                    potentials[i]));
      }
    }
    Competition competition = new Competition(shape, winners, radius);
    rounds.forEach(competition::round);
    return competition.taken();
  }
}
