package io.firstspike.engine.encode;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Rank-order coding: the stronger an intensity, the earlier its spike. The positive cells are
 * ranked, strongest first, equal ones by flat index. The cell of rank {@code r} fires in time step
 * {@code r / max(1, n / steps)}, where {@code n} is the number of cells that are not 0. The few
 * weakest cells, whose step would be past the last, stay silent, as do negative cells.
 *
 * <p>For speed, cells are not sorted as a whole, since only the ranks at which time steps end
 * matter. The cells are counted in {@value #BUCKETS} buckets of similar intensity. A bucket that
 * lies within one time step needs no sorting; only the cells of buckets that time steps share are
 * sorted. Not thread-safe, as it reuses its buffers.
 */
@API(status = Status.INTERNAL)
public final class IntensityToLatency {

  private static final int BUCKETS = 1024;

  /** The latency of a bucket that time steps share, whose cells must be ranked one by one. */
  private static final byte SHARED = -1;

  private static final long MAX_INDEX = Integer.MAX_VALUE;

  private final Shape shape;
  private final int steps;
  private final PixelLoops loops;
  private final int[] cells;
  private final int[] bits;
  private final byte[] latencies;
  private final int[] counts = new int[BUCKETS + 1];
  private final byte[] bucketLatencies = new byte[BUCKETS];
  private final long[] ranked;

  /** The number of cells that are not 0 in the intensities that were listed last. */
  private int nonZero;

  /**
   * Creates a coding.
   *
   * @param shape shape of the intensities and of the volleys
   * @param steps number of time steps, 1 to 127
   */
  public IntensityToLatency(Shape shape, int steps) {
    this(shape, steps, InnerLoops.fastest().pixels());
  }

  /**
   * Creates a coding with the given inner loops.
   *
   * @param shape shape of the intensities and of the volleys
   * @param steps number of time steps, 1 to 127
   * @param loops the inner loops, for the thread that uses this coding alone
   */
  IntensityToLatency(Shape shape, int steps, PixelLoops loops) {
    this.shape = shape;
    this.steps = steps;
    this.loops = loops;
    this.cells = new int[shape.size() + InnerLoops.LANES];
    this.bits = new int[shape.size() + 1];
    this.latencies = new byte[shape.size()];
    this.ranked = new long[shape.size()];
  }

  /**
   * Encodes intensities as a new volley.
   *
   * @param intensities {@code shape.size()} cells; those that are not positive stay silent
   */
  public Volley encode(float[] intensities) {
    return encode(intensities, new VolleyBuffer(shape));
  }

  /**
   * Encodes intensities into a buffer of the same shape.
   *
   * @param intensities {@code shape.size()} cells; those that are not positive stay silent
   */
  Volley encode(float[] intensities, VolleyBuffer buffer) {
    return buffer.fill(steps, cells, latencies, rankPositive(intensities));
  }

  /**
   * Encodes intensities without time steps: the neurons that fire in {@link #encode}, all in the
   * last time step. This needs no ranking, except to find the few weakest cells, which stay silent.
   */
  Volley encodeAtAll(float[] intensities, VolleyBuffer buffer) {
    int count = listPositive(intensities);
    int silent = count - Math.min(count, perStep() * steps);
    return buffer.fillLast(
        steps, cells, silent == 0 ? count : dropWeakest(intensities, count, silent));
  }

  /**
   * Removes the {@code silent} weakest cells from the list.
   *
   * @return the new length of the list
   */
  private int dropWeakest(float[] intensities, int count, int silent) {
    // Of equally strong cells the last in the list counts as the weakest: its key is the smallest.
    Arrays.fill(ranked, 0, silent, Long.MAX_VALUE);
    int limit = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToRawIntBits(intensities[cells[i]]);
      if (bits <= limit) {
        long key = (long) bits << Integer.SIZE | ~i & MAX_INDEX;
        int at = silent - 1;
        for (; at > 0 && ranked[at - 1] > key; at--) {
          ranked[at] = ranked[at - 1];
        }
        ranked[at] = key;
        limit = (int) (ranked[silent - 1] >> Integer.SIZE);
      }
    }
    return remove(silent, count);
  }

  /** Removes what the first {@code silent} keys stand for from the list. */
  private int remove(int silent, int count) {
    for (int i = 0; i < silent; i++) {
      ranked[i] = ~ranked[i] & MAX_INDEX;
    }
    Arrays.sort(ranked, 0, silent);
    int kept = (int) ranked[0];
    for (int i = 0; i < silent; i++) {
      int from = (int) ranked[i] + 1;
      int to = i + 1 < silent ? (int) ranked[i + 1] : count;
      System.arraycopy(cells, from, cells, kept, to - from);
      kept += to - from;
    }
    return kept;
  }

  /** Encodes intensities as latencies, one for each cell, into {@code dense}. */
  void latencies(float[] intensities, byte[] dense) {
    int count = rankPositive(intensities);
    Arrays.fill(dense, (byte) steps);
    for (int i = 0; i < count; i++) {
      dense[cells[i]] = latencies[i];
    }
  }

  /**
   * Lists the positive cells with their latencies.
   *
   * @return the length of the list
   */
  private int rankPositive(float[] intensities) {
    int count = listPositive(intensities);
    if (count > 0) {
      int weakest = Integer.MAX_VALUE;
      int strongest = 0;
      for (int i = 0; i < count; i++) {
        // Positive floats are in the same order as their bits.
        int value = Float.floatToRawIntBits(intensities[cells[i]]);
        bits[i] = value;
        weakest = Math.min(weakest, value);
        strongest = Math.max(strongest, value);
      }
      int width = Integer.SIZE - Integer.numberOfLeadingZeros(strongest - weakest);
      rank(count, perStep(), strongest, Math.max(0, width - 10));
    }
    return count;
  }

  /** The number of cells that fire in one time step. */
  private int perStep() {
    return Math.max(1, nonZero / steps);
  }

  /**
   * Lists the positive cells, and counts the cells that are not 0.
   *
   * @return the length of the list
   */
  private int listPositive(float[] intensities) {
    nonZero = loops.listNonZero(intensities, 0, intensities.length, cells);
    int signs = 0;
    for (int i = 0; i < nonZero; i++) {
      signs |= Float.floatToRawIntBits(intensities[cells[i]]);
    }
    return signs < 0 ? dropNegative(intensities) : nonZero;
  }

  private int dropNegative(float[] intensities) {
    int kept = 0;
    for (int i = 0; i < nonZero; i++) {
      int cell = cells[i];
      cells[kept] = cell;
      kept += Float.floatToRawIntBits(intensities[cell]) >= 0 ? 1 : 0;
    }
    return kept;
  }

  /** Sets the latencies of the first {@code count} cells of the list by their rank. */
  private void rank(int count, int perStep, int strongest, int shift) {
    // Bucket 0 holds the strongest cells; counts[b] becomes the rank of the first cell of bucket b.
    Arrays.fill(counts, 0);
    for (int i = 0; i < count; i++) {
      counts[(strongest - bits[i] >>> shift) + 1]++;
    }
    setBuckets(perStep);
    int shared = 0;
    for (int i = 0; i < count; i++) {
      byte latency = bucketLatencies[strongest - bits[i] >>> shift];
      latencies[i] = latency;
      // Every entry is written, but kept only if the bucket is shared. With inverted bits, an
      // ascending sort puts the strongest cell first and orders equal ones by index.
      ranked[shared] = (long) ~bits[i] << Integer.SIZE | i;
      shared += latency >>> 31;
    }
    Arrays.sort(ranked, 0, shared);
    int before = -1;
    int rank = 0;
    int step = 0;
    for (int i = 0; i < shared; i++) {
      int bucket = strongest - ~(int) (ranked[i] >> Integer.SIZE) >>> shift;
      rank = bucket == before ? rank + 1 : counts[bucket];
      before = bucket;
      while (step < steps && rank >= (step + 1) * perStep) {
        step++;
      }
      latencies[(int) ranked[i]] = (byte) step;
    }
  }

  /** Turns the counts into ranks, and sets the latency of each bucket. */
  private void setBuckets(int perStep) {
    int step = 0;
    int end = perStep;
    int rank = 0;
    for (int b = 0; b < BUCKETS; b++) {
      while (rank >= end && step < steps) {
        step++;
        end += perStep;
      }
      rank += counts[b + 1];
      counts[b + 1] = rank;
      bucketLatencies[b] = rank <= end || step == steps ? (byte) step : SHARED;
    }
  }
}
