package io.firstspike.engine.spike;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Point-wise inhibition: at each location only the spike of the neuron that fires first remains. Of
 * neurons that fire in the same time step, that with the highest value (potential or intensity)
 * remains; of equal values, that of the lowest map.
 */
@API(status = Status.INTERNAL)
public final class PointwiseInhibition {

  private PointwiseInhibition() {}

  /**
   * Silences all other neurons in place: their latency becomes {@code steps}, their value 0.
   *
   * @param latencies one for each neuron, map-major; {@code steps} for a silent neuron
   * @param values value of each neuron in the time step of its spike, map-major
   */
  public static void apply(Shape shape, int steps, byte[] latencies, float[] values) {
    for (int location = 0; location < shape.locations(); location++) {
      int best = -1;
      for (int i = location; i < shape.size(); i += shape.locations()) {
        if (latencies[i] < steps && (best < 0 || beats(i, best, latencies, values))) {
          best = i;
        }
      }
      for (int i = location; i < shape.size(); i += shape.locations()) {
        if (i != best) {
          latencies[i] = (byte) steps;
          values[i] = 0;
        }
      }
    }
  }

  /**
   * Removes all other spikes, where neurons have no values: of neurons that fire in the same time
   * step, that of the lowest map remains.
   *
   * @return a new volley
   */
  public static Volley apply(Spikes volley) {
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

  private static boolean beats(int one, int other, byte[] latencies, float[] values) {
    return latencies[one] < latencies[other]
        || latencies[one] == latencies[other] && values[one] > values[other];
  }
}
