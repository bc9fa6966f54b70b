package io.firstspike.engine.spike;

/**
 * Point-wise inhibition: at each location only the neuron that fires first stays, among those of
 * the same time step the one with the highest value (potential or intensity), then the lowest map.
 */
public final class PointwiseInhibition {

  private PointwiseInhibition() {}

  /**
   * Silences all others, in place: their latency becomes {@code steps}, their value 0.
   *
   * @param latencies one a neuron, map-major; {@code steps} = silent
   * @param values each neuron's value in the time step of its spike, map-major
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

  private static boolean beats(int one, int other, byte[] latencies, float[] values) {
    return latencies[one] < latencies[other]
        || latencies[one] == latencies[other] && values[one] > values[other];
  }
}
