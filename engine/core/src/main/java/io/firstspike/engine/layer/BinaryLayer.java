package io.firstspike.engine.layer;

import io.firstspike.engine.compute.BitLoops;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.Optional;

/**
 * Fast form of a layer whose weights are all 0 or 1, with its pooling; it finds the neurons that
 * fire 64 at a time. The result is exact: a neuron fires if more than {@code floor(threshold)} of
 * its synapses of weight 1 receive a spike, or in other words if at most a certain number of them
 * <em>miss</em> one. Misses are counted in bit-sliced counters: a word holds one binary digit of
 * the counts of 64 neurons, and adding a synapse to all of them takes a few word operations.
 * Counting ends early where all neurons of a word have too many misses, which happens the sooner
 * the fewer neurons fire.
 *
 * <p><em>Layout.</em> {@code fired} has one bit for each place ({@link TapPlanes}), threshold by
 * threshold and map by map; each map takes a whole number of tiles. All thresholds share one count.
 * Not thread-safe, as it reuses its buffers.
 */
final class BinaryLayer {

  private static final int TILE = BitLoops.TILE;

  private final Shape pooled;
  private final int maps;
  private final int thresholds;
  private final TapPlanes planes;
  private final int[][] taps;
  private final int[][] ones;
  private final int[][] allowed;
  private final BitPooling pooling;
  private final BinarySpikeTimes times;
  private final BitLoops loops;
  private final int apart;
  private final long[] fired;
  private final byte[] latencies;
  private int[] spikes = new int[0];

  private BinaryLayer(LayerWeights weights, float[] thresholds, Pooling pooling, BitLoops loops) {
    Convolution layout = weights.layout();
    Shape neurons = layout.output();
    this.maps = neurons.maps();
    this.thresholds = thresholds.length;
    this.pooled = pooling.output(neurons, thresholds.length);
    int columns =
        Math.max(
            TapPlanes.columns(layout.input(), layout.window()),
            BitPooling.columns(pooling, neurons));
    this.planes = new TapPlanes(layout.input(), layout.window(), columns, loops);
    this.times = new BinarySpikeTimes(layout, pooling, columns);
    this.pooling = new BitPooling(pooling, neurons, columns, planes.words(), loops);
    this.loops = loops;
    this.apart = planes.tiles() * TILE;
    // The number of maps is rounded up to whole groups, as pooling works on groups of maps.
    int rows = (this.thresholds * maps + TILE - 1) / TILE * TILE;
    this.fired = new long[Math.multiplyExact(rows, apart)];
    this.latencies = new byte[pooled.size()];
    this.taps = new int[maps][];
    this.ones = new int[maps][];
    this.allowed = new int[maps][this.thresholds];
    for (int map = 0; map < maps; map++) {
      read(map, weights.row(map), thresholds);
    }
  }

  /**
   * The fast form of a layer with its present weights.
   *
   * @param thresholds potentials that a neuron must exceed to fire, ascending
   * @return empty if a weight is neither 0 nor 1, a stride is above 1, or a threshold is negative
   *     or infinite
   */
  static Optional<BinaryLayer> of(
      LayerWeights weights, float[] thresholds, Pooling pooling, BitLoops loops) {
    Window window = weights.layout().window();
    boolean fits =
        window.rowStride() == 1
            && window.columnStride() == 1
            && thresholds[0] >= 0
            && thresholds[thresholds.length - 1] < Float.POSITIVE_INFINITY;
    return fits && weights.binary()
        ? Optional.of(new BinaryLayer(weights, thresholds, pooling, loops))
        : Optional.empty();
  }

  private void read(int map, float[] row, float[] thresholds) {
    int[] planesOfOnes = new int[row.length + BitLoops.BLOCK];
    int[] offsets = new int[row.length];
    int count = 0;
    for (int tap = 0; tap < row.length; tap++) {
      if (row[tap] == 1) {
        offsets[count] = times.offset(tap);
        planesOfOnes[count++] = tap * TILE;
      }
    }
    ones[map] = Arrays.copyOf(offsets, count);
    for (int i = 0; i < thresholds.length; i++) {
      allowed[map][i] = thresholds[i] >= count ? -1 : count - 1 - (int) Math.floor(thresholds[i]);
    }
    while (count % BitLoops.BLOCK != 0) {
      planesOfOnes[count++] = planes.never() * TILE;
    }
    taps[map] = Arrays.copyOf(planesOfOnes, count);
  }

  /** The pooled neurons that {@code volley} makes fire, all in the last time step. */
  Volley fireAtAll(Spikes volley, VolleyBuffer output) {
    findFiring(volley);
    int count = 0;
    int rows = thresholds * maps;
    for (int group = 0; group < rows; group += TILE) {
      pooling.pool(fired, group * apart, apart);
      for (int row = group; row < Math.min(rows, group + TILE); row++) {
        if (spikes.length - count < pooling.room()) {
          spikes = Arrays.copyOf(spikes, 2 * spikes.length + pooling.room());
        }
        count = pooling.append(row % TILE, row * pooled.locations(), spikes, count);
      }
    }
    return output.fillLast(volley.steps(), spikes, count);
  }

  /** The pooled spikes that {@code volley} causes, in their time steps. */
  Volley fireInTime(Spikes volley, VolleyBuffer output) {
    findFiring(volley);
    times.show(volley);
    Arrays.fill(latencies, (byte) volley.steps());
    for (int row = 0; row < thresholds * maps; row++) {
      int map = row % maps;
      int needed = ones[map].length - allowed[map][row / maps];
      for (int word = 0; word < planes.words(); word++) {
        times.note(
            fired[row * apart + word],
            word,
            ones[map],
            needed,
            latencies,
            row * pooled.locations());
      }
    }
    return output.fill(volley.steps(), latencies);
  }

  /**
   * Sets in {@code fired} the bits of the neurons that fire. Bits of maps that cannot fire are
   * never set.
   */
  private void findFiring(Spikes volley) {
    planes.show(volley);
    for (int tile = 0; tile < planes.tiles(); tile++) {
      boolean sees = planes.sees(tile);
      long[] silent = sees ? planes.tile(tile) : null;
      for (int map = 0; map < maps; map++) {
        if (allowed[map][0] >= 0) {
          int at = map * apart + tile * TILE;
          if (sees) {
            loops.atMost(taps[map], silent, allowed[map], fired, at, maps * apart);
          } else {
            silence(at);
          }
        }
      }
    }
  }

  private void silence(int at) {
    for (int threshold = 0; threshold < thresholds; threshold++) {
      int first = threshold * maps * apart + at;
      Arrays.fill(fired, first, first + TILE, 0);
    }
  }
}
