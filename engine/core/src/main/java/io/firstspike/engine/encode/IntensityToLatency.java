package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
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

  private static final long MAX_INDEX = Integer.MAX_VALUE;

  private final Shape shape;
  private final int steps;
  private final int[] cells;
  private final int[] bits;
  private final byte[] latencies;
  private final int[] counts = new int[BUCKETS + 1];
  private final byte[] bucketLatencies = new byte[BUCKETS];
  private final long[] ranked;

  /** Cells that are not 0, of the last intensities that were listed. */
  private int nonZero;

  public IntensityToLatency(Shape shape, int steps) {
    this.shape = shape;
    this.steps = steps;
    this.cells = new int[shape.size() + 1];
    this.bits = new int[shape.size() + 1];
    this.latencies = new byte[shape.size()];
    this.ranked = new long[shape.size()];
  }

  /** Encodes {@code shape.size()} intensities; those that are not positive stay silent. */
  public Volley encode(float[] intensities) {
    return encode(intensities, new VolleyBuffer(shape));
  }

  /** The same, in a buffer of the same shape. */
  Volley encode(float[] intensities, VolleyBuffer buffer) {
    return buffer.fill(steps, cells, latencies, rankPositive(intensities));
  }

  /**
   * Which cells fire at all: the neurons of {@link #encode}, all in the last time step. Nothing has
   * to be ranked for that, but the few weakest, which stay silent.
   */
  Volley encodeAtAll(float[] intensities, VolleyBuffer buffer) {
    int count = listPositive(intensities);
    int silent = count - Math.min(count, perStep() * steps);
    return buffer.fillLast(
        steps, cells, silent == 0 ? count : dropWeakest(intensities, count, silent));
  }

  /** Takes the {@code silent} weakest of the listed cells off the list; returns its new length. */
  private int dropWeakest(float[] intensities, int count, int silent) {
    // Of equals the last in the list is the weakest: its key is the smallest.
    Arrays.fill(ranked, 0, silent, Long.MAX_VALUE);
    for (int i = 0; i < count; i++) {
      long key = weakness(intensities, i);
      if (key < ranked[silent - 1]) {
        int at = silent - 1;
        for (; at > 0 && ranked[at - 1] > key; at--) {
          ranked[at] = ranked[at - 1];
        }
        ranked[at] = key;
      }
    }
    long strongestSilent = ranked[silent - 1];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      boolean fires = weakness(intensities, i) > strongestSilent;
      cells[kept] = cells[i];
      kept += fires ? 1 : 0;
    }
    return kept;
  }

  private long weakness(float[] intensities, int i) {
    int cell = cells[i];
    return (long) Float.floatToRawIntBits(intensities[cell]) << Integer.SIZE | ~cell & MAX_INDEX;
  }

  /** As {@link #encode}, one latency a cell, written into {@code dense}. */
  void latencies(float[] intensities, byte[] dense) {
    int count = rankPositive(intensities);
    Arrays.fill(dense, (byte) steps);
    for (int i = 0; i < count; i++) {
      dense[cells[i]] = latencies[i];
    }
  }

  /** Lists the positive cells with their latencies; returns how many there are. */
  private int rankPositive(float[] intensities) {
    int count = listPositive(intensities);
    if (count > 0) {
      int weakest = Integer.MAX_VALUE;
      int strongest = 0;
      for (int i = 0; i < count; i++) {
        // Positive floats order as their bits do.
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

  /** How many cells fire in a time step. */
  private int perStep() {
    return Math.max(1, nonZero / steps);
  }

  /** Lists the positive cells, and counts those that are not 0; returns how many are positive. */
  private int listPositive(float[] intensities) {
    int count = 0;
    int negative = 0;
    for (int i = 0; i < intensities.length; i++) {
      // Written in any case, and kept if positive: no branch to mispredict.
      int value = Float.floatToRawIntBits(intensities[i]);
      cells[count] = i;
      count += (-value & ~value) >>> 31;
      negative += value >>> 31;
    }
    nonZero = negative == 0 ? count : nonZero(intensities);
    return count;
  }

  /** Negative ones count, too; a zero may have the sign of one. */
  private static int nonZero(float[] intensities) {
    int count = 0;
    for (float intensity : intensities) {
      count += intensity != 0 ? 1 : 0;
    }
    return count;
  }

  /** Gives each of the first {@code count} cells the latency of its rank. */
  private void rank(int count, int perStep, int strongest, int shift) {
    // Bucket 0 holds the strongest; counts[b] becomes the rank of the first cell of bucket b.
    Arrays.fill(counts, 0);
    for (int i = 0; i < count; i++) {
      counts[(strongest - bits[i] >>> shift) + 1]++;
    }
    setBuckets(perStep);
    int shared = 0;
    for (int i = 0; i < count; i++) {
      byte latency = bucketLatencies[strongest - bits[i] >>> shift];
      latencies[i] = latency;
      // As above. Inverted, an ascending sort puts the strongest first and breaks ties by index.
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

  /** Sums the counts up, and gives each bucket its latency. */
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
