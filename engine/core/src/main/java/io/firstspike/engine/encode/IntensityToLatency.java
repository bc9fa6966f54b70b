package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Rank-order coding: the stronger an intensity, the earlier its spike. The positive cells are
 * ranked, strongest first, equal ones by flat index; the cell of rank {@code r} fires in time step
 * {@code r / max(1, n / steps)}, where {@code n} counts the cells that are not 0, and the few
 * weakest, whose step would be past the last, stay silent. Negative cells stay silent too. Not
 * thread-safe: it keeps its sort buffer.
 */
public final class IntensityToLatency {

  private final Shape shape;
  private final int steps;
  private final long[] ranked;
  private final byte[] latencies;

  public IntensityToLatency(Shape shape, int steps) {
    this.shape = shape;
    this.steps = steps;
    this.ranked = new long[shape.size()];
    this.latencies = new byte[shape.size()];
  }

  /** Encodes {@code shape.size()} intensities; those that are not positive stay silent. */
  public Volley encode(float[] intensities) {
    return Volley.ofLatencies(shape, steps, latencies(intensities));
  }

  /** As {@link #encode}, one latency a cell: this object's own array, overwritten next time. */
  byte[] latencies(float[] intensities) {
    int count = 0;
    int nonZero = 0;
    for (int i = 0; i < intensities.length; i++) {
      nonZero += intensities[i] != 0 ? 1 : 0;
      if (intensities[i] > 0) {
        // Positive floats order as their bits do; inverted, an ascending sort puts the strongest
        // first and breaks ties by index.
        ranked[count++] = (long) ~Float.floatToRawIntBits(intensities[i]) << 32 | i;
      }
    }
    Arrays.sort(ranked, 0, count);
    Arrays.fill(latencies, (byte) steps);
    int bin = Math.max(1, nonZero / steps);
    int firing = Math.min(count, bin * steps);
    for (int rank = 0; rank < firing; rank++) {
      latencies[(int) ranked[rank]] = (byte) (rank / bin);
    }
    return latencies;
  }
}
