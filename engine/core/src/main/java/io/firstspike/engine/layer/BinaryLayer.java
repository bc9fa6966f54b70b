package io.firstspike.engine.layer;

import io.firstspike.engine.compute.Kernels;
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
 * <p><em>Layout.</em> {@code fired} holds, threshold by threshold and map by map, one bit a
 * location in so many words that whole tiles fit. Several thresholds share one count. Not
 * thread-safe: it keeps its words.
 */
final class BinaryLayer {

  private final Shape pooled;
  private final int maps;
  private final TapPlanes planes;
  private final int[][] taps;
  private final int[][] ones;
  private final int[][] allowed;
  private final BitPooling pooling;
  private final BinarySpikeTimes times;
  private final Kernels kernels = Kernels.fastest();
  private final int apart;
  private final long[] fired;
  private int[] spikes = new int[0];

  private BinaryLayer(Convolution convolution, float[] thresholds, Pooling pooling) {
    Shape neurons = convolution.output();
    this.maps = neurons.maps();
    this.pooled = FeatureLayer.output(neurons, thresholds.length, pooling);
    this.planes = new TapPlanes(convolution.input(), convolution.window());
    this.pooling = new BitPooling(pooling, neurons);
    this.apart = planes.tiles() * Kernels.TILE;
    this.fired = new long[Math.multiplyExact(thresholds.length * maps, apart)];
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
    int[] planesOfOnes = new int[row.length + Kernels.BLOCK];
    int[] offsets = new int[row.length];
    int count = 0;
    for (int tap = 0; tap < row.length; tap++) {
      if (row[tap] == 1) {
        offsets[count] = times.offset(tap);
        planesOfOnes[count++] = tap * Kernels.TILE;
      }
    }
    ones[map] = Arrays.copyOf(offsets, count);
    for (int i = 0; i < thresholds.length; i++) {
      allowed[map][i] = thresholds[i] >= count ? -1 : count - 1 - (int) Math.floor(thresholds[i]);
    }
    while (count % Kernels.BLOCK != 0) {
      planesOfOnes[count++] = planes.never() * Kernels.TILE;
    }
    taps[map] = Arrays.copyOf(planesOfOnes, count);
  }

  /** The pooled neurons that fire in the course of {@code volley}, all in the last time step. */
  Volley fireAtAll(Volley volley) {
    findFiring(volley);
    int count = 0;
    for (int map = 0; map * apart < fired.length; map++) {
      if (spikes.length - count < pooling.most()) {
        spikes = Arrays.copyOf(spikes, 2 * spikes.length + pooling.most());
      }
      count = pooling.append(fired, map * apart, map * pooled.locations(), spikes, count);
    }
    return Volley.simultaneous(pooled, volley.steps(), spikes, count);
  }

  /** The pooled spikes that {@code volley} causes, in time. */
  Volley fireInTime(Volley volley) {
    findFiring(volley);
    times.show(volley);
    byte[] latencies = new byte[pooled.size()];
    Arrays.fill(latencies, (byte) volley.steps());
    for (int i = 0; i * apart < fired.length; i++) {
      int map = i % maps;
      int needed = ones[map].length - allowed[map][i / maps];
      times.note(fired, i * apart, ones[map], needed, latencies, i * pooled.locations());
    }
    return Volley.ofLatencies(pooled, volley.steps(), latencies);
  }

  /** Sets the bits of {@code fired}; those of maps that cannot fire are never set. */
  private void findFiring(Volley volley) {
    planes.show(volley);
    for (int tile = 0; tile < planes.tiles(); tile++) {
      long[] silent = planes.tile(tile);
      for (int map = 0; map < maps; map++) {
        if (allowed[map][0] >= 0) {
          int at = map * apart + tile * Kernels.TILE;
          kernels.atMost(taps[map], silent, allowed[map], fired, at, maps * apart);
        }
      }
    }
  }
}
