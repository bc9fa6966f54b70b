package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.Optional;

/**
 * A layer of ones and zeros with its pooling. Which neurons fire is computed on 64 at a time.
 * Exact: a neuron fires if more than {@code floor(threshold)} of its ones see a spike, or in other
 * words if at most so many of them <em>miss</em> one. Misses are counted bit by bit: a word holds
 * one binary digit of the counts of 64 neurons, and adding a synapse to all of them takes a few
 * word operations (bit-sliced counters). Where every neuron of a word has missed too often already,
 * the rest need not be counted; the sparser a layer fires, the sooner that is.
 *
 * <p>Several thresholds share one count. Not thread-safe: it keeps its words.
 */
final class BinaryLayer {

  /** Synapses added at a time; rows of taps are filled up to a multiple of it. */
  private static final int BLOCK = 8;

  /** Digits that are counted in registers: those of a block. */
  private static final int LOW = 3;

  private final Shape pooled;
  private final int maps;
  private final TapPlanes planes;
  private final int[][] taps;
  private final int[][] ones;
  private final int[][] allowed;
  private final BitPooling pooling;
  private final BinarySpikeTimes times;
  private final long[] high = new long[Integer.SIZE];
  private final long[][] fired;
  private int[] spikes = new int[0];

  private BinaryLayer(Convolution convolution, float[] thresholds, Pooling pooling) {
    Shape neurons = convolution.output();
    this.maps = neurons.maps();
    this.pooled = FeatureLayer.output(neurons, thresholds.length, pooling);
    this.planes = new TapPlanes(convolution.input(), convolution.window());
    this.pooling = new BitPooling(pooling, neurons);
    this.fired = new long[thresholds.length * maps][planes.words()];
    this.times = new BinarySpikeTimes(convolution, pooling);
    this.taps = new int[maps][];
    this.ones = new int[maps][];
    this.allowed = new int[maps][thresholds.length];
    for (int map = 0; map < maps; map++) {
      read(map, convolution.row(map), thresholds);
    }
  }

  /**
   * The layer as it is now; empty if its weights are not all 0 or 1, or if it is none of this kind:
   * neurons apart by more than one cell, or thresholds that are negative or infinite.
   *
   * @param thresholds ascending
   */
  static Optional<BinaryLayer> of(Convolution convolution, float[] thresholds, Pooling pooling) {
    Window window = convolution.window();
    boolean fits =
        window.rowStride() == 1
            && window.columnStride() == 1
            && thresholds[0] >= 0
            && thresholds[thresholds.length - 1] < Float.POSITIVE_INFINITY;
    return fits && convolution.binary()
        ? Optional.of(new BinaryLayer(convolution, thresholds, pooling))
        : Optional.empty();
  }

  private void read(int map, float[] row, float[] thresholds) {
    int[] planesOfOnes = new int[row.length + BLOCK];
    int[] offsets = new int[row.length];
    int count = 0;
    for (int tap = 0; tap < row.length; tap++) {
      if (row[tap] == 1) {
        offsets[count] = times.offset(tap);
        planesOfOnes[count++] = tap * TapPlanes.TILE;
      }
    }
    ones[map] = Arrays.copyOf(offsets, count);
    for (int i = 0; i < thresholds.length; i++) {
      allowed[map][i] = thresholds[i] >= count ? -1 : count - 1 - (int) Math.floor(thresholds[i]);
    }
    while (count % BLOCK != 0) {
      planesOfOnes[count++] = planes.never() * TapPlanes.TILE;
    }
    taps[map] = Arrays.copyOf(planesOfOnes, count);
  }

  /** The pooled neurons that fire in the course of {@code volley}, all in the last time step. */
  Volley fireAtAll(Volley volley) {
    findFiring(volley);
    int count = 0;
    for (int map = 0; map < fired.length; map++) {
      if (spikes.length - count < pooling.most()) {
        spikes = Arrays.copyOf(spikes, 2 * spikes.length + pooling.most());
      }
      count = pooling.append(fired[map], map * pooled.locations(), spikes, count);
    }
    return Volley.simultaneous(pooled, volley.steps(), spikes, count);
  }

  /** The pooled spikes that {@code volley} causes, in time. */
  Volley fireInTime(Volley volley) {
    findFiring(volley);
    times.show(volley);
    byte[] latencies = new byte[pooled.size()];
    Arrays.fill(latencies, (byte) volley.steps());
    for (int i = 0; i < fired.length; i++) {
      int map = i % maps;
      int needed = ones[map].length - allowed[map][i / maps];
      times.note(fired[i], ones[map], needed, latencies, i * pooled.locations());
    }
    return Volley.ofLatencies(pooled, volley.steps(), latencies);
  }

  /** Sets the bits of {@code fired}; those of maps that cannot fire are never set. */
  private void findFiring(Volley volley) {
    planes.show(volley);
    for (int first = 0; first < planes.words(); first += TapPlanes.TILE) {
      int count = Math.min(TapPlanes.TILE, planes.words() - first);
      long[] silent = planes.tile(first);
      for (int map = 0; map < maps; map++) {
        if (allowed[map][0] >= 0) {
          for (int word = 0; word < count; word++) {
            count(map, silent, word, first + word);
          }
        }
      }
    }
  }

  /**
   * Counts the misses of one word of neurons. The counters begin so that a carry out of the highest
   * digit means: more misses than the lowest threshold allows.
   */
  private void count(int map, long[] silent, int word, int to) {
    int[] synapses = taps[map];
    int most = allowed[map][0];
    int digits = Math.max(LOW, Integer.SIZE - Integer.numberOfLeadingZeros(most));
    int begin = (1 << digits) - 1 - most;
    long ones = -(begin & 1);
    long twos = -(begin >> 1 & 1);
    long fours = -(begin >> 2 & 1);
    for (int digit = LOW; digit < digits; digit++) {
      high[digit] = -(begin >> digit & 1);
    }
    long out = 0;
    for (int i = 0; i < synapses.length && out != -1; i += BLOCK) {
      // Full adders: two words of a digit's value go in beside the digit, one of the next comes
      // out.
      long a = silent[synapses[i] + word];
      long b = silent[synapses[i + 1] + word];
      long c = silent[synapses[i + 2] + word];
      long d = silent[synapses[i + 3] + word];
      long ab = a ^ b;
      long twoA = a & b | ab & ones;
      ones ^= ab;
      long cd = c ^ d;
      long twoB = c & d | cd & ones;
      ones ^= cd;
      long twoAb = twoA ^ twoB;
      long fourA = twoA & twoB | twoAb & twos;
      twos ^= twoAb;
      a = silent[synapses[i + 4] + word];
      b = silent[synapses[i + 5] + word];
      c = silent[synapses[i + 6] + word];
      d = silent[synapses[i + 7] + word];
      ab = a ^ b;
      twoA = a & b | ab & ones;
      ones ^= ab;
      cd = c ^ d;
      twoB = c & d | cd & ones;
      ones ^= cd;
      twoAb = twoA ^ twoB;
      long fourB = twoA & twoB | twoAb & twos;
      twos ^= twoAb;
      long fourAb = fourA ^ fourB;
      long eight = fourA & fourB | fourAb & fours;
      fours ^= fourAb;
      out |= ripple(eight, digits);
    }
    fired[map][to] = ~out;
    for (int i = 1; i < allowed[map].length; i++) {
      fired[i * maps + map][to] =
          allowed[map][i] < 0
              ? 0
              : ~out & atMost(begin + allowed[map][i], ones, twos, fours, digits);
    }
  }

  /** Adds {@code carry} at the first high digit; returns what is carried out of the last one. */
  private long ripple(long carry, int digits) {
    long left = carry;
    for (int digit = LOW; digit < digits; digit++) {
      long before = high[digit];
      high[digit] = before ^ left;
      left &= before;
    }
    return left;
  }

  /** Which counters are at most {@code limit}: compared digit by digit, the lowest first. */
  private long atMost(int limit, long ones, long twos, long fours, int digits) {
    long atMost = -1;
    for (int digit = 0; digit < digits; digit++) {
      long counted =
          switch (digit) {
            case 0 -> ones;
            case 1 -> twos;
            case 2 -> fours;
            default -> high[digit];
          };
      atMost = (limit >> digit & 1) == 1 ? atMost | ~counted : atMost & ~counted;
    }
    return atMost;
  }
}
