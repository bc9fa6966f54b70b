package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Rank-order coding: the stronger an intensity, the earlier its spike. The positive cells are
 * ranked, strongest first, equal ones by flat index; the cell of rank {@code r} fires in time step
 * {@code r / max(1, n / steps)}, where {@code n} counts the cells that are not 0, and the few
 * weakest, whose step would be past the last, stay silent. Negative cells stay silent too.
 *
 * <p>Only the ranks at which a time step ends matter. So the cells are counted by intensity, in
 * {@value #BUCKETS} buckets; a bucket within one time step needs no order, and only those that two
 * steps share are sorted. Not thread-safe: it keeps its buffers.
 */
public final class IntensityToLatency {

  private static final int BUCKETS = 1024;

  /** The latency of a bucket whose cells are to be ranked one by one. */
  private static final byte SHARED = -1;

  private final Shape shape;
  private final int steps;
  private final int[] cells;
  private final int[] bits;
  private final int[] counts = new int[BUCKETS + 1];
  private final byte[] bucketLatencies = new byte[BUCKETS];
  private final long[] ranked;
  private final byte[] latencies;

  public IntensityToLatency(Shape shape, int steps) {
    this.shape = shape;
    this.steps = steps;
    this.cells = new int[shape.size() + 1];
    this.bits = new int[shape.size() + 1];
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
      // Written in any case, and kept if positive: no branch to mispredict.
      cells[count] = i;
      // Positive floats order as their bits do.
      bits[count] = Float.floatToRawIntBits(intensities[i]);
      count += intensities[i] > 0 ? 1 : 0;
      nonZero += intensities[i] != 0 ? 1 : 0;
    }
    int weakest = Integer.MAX_VALUE;
    int strongest = 0;
    for (int i = 0; i < count; i++) {
      weakest = Math.min(weakest, bits[i]);
      strongest = Math.max(strongest, bits[i]);
    }
    Arrays.fill(latencies, (byte) steps);
    if (count > 0) {
      int width = Integer.SIZE - Integer.numberOfLeadingZeros(strongest - weakest);
      rank(count, Math.max(1, nonZero / steps), strongest, Math.max(0, width - 10));
    }
    return latencies;
  }

  /** Gives each of the first {@code count} cells the latency of its rank. */
  private void rank(int count, int perStep, int strongest, int shift) {
    // Bucket 0 holds the strongest; counts[b] is the rank of the first cell of bucket b.
    Arrays.fill(counts, 0);
    for (int i = 0; i < count; i++) {
      counts[(strongest - bits[i] >>> shift) + 1]++;
    }
    for (int b = 0; b < BUCKETS; b++) {
      counts[b + 1] += counts[b];
      int first = Math.min(steps, counts[b] / perStep);
      int last = Math.min(steps, (counts[b + 1] - 1) / perStep);
      bucketLatencies[b] = first == last ? (byte) first : SHARED;
    }
    int shared = 0;
    for (int i = 0; i < count; i++) {
      int bucket = strongest - bits[i] >>> shift;
      if (bucketLatencies[bucket] == SHARED) {
        // Inverted, an ascending sort puts the strongest first and breaks ties by index.
        ranked[shared++] = (long) ~bits[i] << Integer.SIZE | cells[i];
      } else {
        latencies[cells[i]] = bucketLatencies[bucket];
      }
    }
    Arrays.sort(ranked, 0, shared);
    int before = -1;
    int rank = 0;
    for (int i = 0; i < shared; i++) {
      int bucket = strongest - ~(int) (ranked[i] >> Integer.SIZE) >>> shift;
      rank = bucket == before ? rank + 1 : counts[bucket];
      before = bucket;
      latencies[(int) ranked[i]] = (byte) Math.min(steps, rank / perStep);
    }
  }
}
