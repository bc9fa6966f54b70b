package io.firstspike.engine.layer;

import io.firstspike.engine.compute.BitLoops;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Maps of a layer whose neurons fire by the number of their strong synapses that receive a spike
 * ({@link FiringCounts}), with their pooling; the neurons that fire are found 64 at a time. A
 * neuron fires if at most a certain number of its strong synapses <em>miss</em> a spike. Misses are
 * counted in bit-sliced counters: a word holds one binary digit of the counts of 64 neurons, and
 * adding a synapse to all of them takes a few word operations. Counting ends early where all
 * neurons of a word have too many misses, which happens the sooner the fewer neurons fire.
 *
 * <p><em>Layout.</em> {@code fired} has one bit for each place ({@link TapPlanes}), threshold by
 * threshold and map by map; each map takes a whole number of tiles. All thresholds share one count.
 * Not thread-safe, as it reuses its buffers.
 */
final class CountingMaps {

  private static final int TILE = BitLoops.TILE;

  private final Shape pooled;
  private final int maps;
  private final int thresholds;
  private final TapPlanes planes;
  private final int[][] taps;
  private final int[][] strong;
  private final int[][] allowed;
  private final BitPooling pooling;
  private final CountedSpikeTimes times;
  private final BitLoops loops;
  private final int apart;
  private final long[] fired;

  /** For each row of {@code fired}, the flat index of its map's first pooled neuron. */
  private final int[] bases;

  private int[] spikes = new int[0];

  /**
   * @param numbers which maps of the layer these are, ascending
   * @param needed {@code [map][threshold]}, of these maps: spikes at strong synapses for a neuron
   *     to fire
   */
  private CountingMaps(
      LayerWeights weights, int[] numbers, int[][] needed, Pooling pooling, BitLoops loops) {
    Convolution layout = weights.layout();
    Shape neurons = layout.output();
    this.maps = numbers.length;
    this.thresholds = needed[0].length;
    this.pooled = pooling.output(neurons);
    int columns =
        Math.max(
            TapPlanes.columns(layout.input(), layout.window()),
            BitPooling.columns(pooling, neurons));
    this.planes = new TapPlanes(layout.input(), layout.window(), columns, loops);
    this.times = new CountedSpikeTimes(layout, pooling, columns);
    this.pooling = new BitPooling(pooling, neurons, columns, planes.words(), loops);
    this.loops = loops;
    this.apart = planes.tiles() * TILE;
    // The number of maps is rounded up to whole groups, as pooling works on groups of maps.
    int rows = (thresholds * maps + TILE - 1) / TILE * TILE;
    this.fired = new long[Math.multiplyExact(rows, apart)];
    this.bases = new int[thresholds * maps];
    this.taps = new int[maps][];
    this.strong = new int[maps][];
    this.allowed = new int[maps][thresholds];
    for (int map = 0; map < maps; map++) {
      read(map, weights.row(numbers[map]), needed[map]);
      for (int i = 0; i < thresholds; i++) {
        bases[i * maps + map] = (i * neurons.maps() + numbers[map]) * pooled.locations();
      }
    }
  }

  /**
   * The maps of a layer, with their present weights, that can count.
   *
   * @param needed {@code [map][threshold]}, of all maps of the layer: spikes at strong synapses for
   *     a neuron to fire; null for a map that cannot count. At least one can
   */
  static CountingMaps of(LayerWeights weights, int[][] needed, Pooling pooling, BitLoops loops) {
    int[] numbers = IntStream.range(0, needed.length).filter(i -> needed[i] != null).toArray();
    int[][] own = Arrays.stream(numbers).mapToObj(i -> needed[i]).toArray(int[][]::new);
    return new CountingMaps(weights, numbers, own, pooling, loops);
  }

  /** Whether a layer of this structure can have such maps: only if no window skips a place. */
  static boolean fit(Convolution layout) {
    return layout.window().rowStride() == 1 && layout.window().columnStride() == 1;
  }

  private void read(int map, float[] row, int[] needed) {
    int[] planesOfStrong = new int[row.length + BitLoops.BLOCK];
    int[] offsets = new int[row.length];
    int count = 0;
    for (int tap = 0; tap < row.length; tap++) {
      if (row[tap] > FiringCounts.STRONG) {
        offsets[count] = times.offset(tap);
        planesOfStrong[count++] = tap * TILE;
      }
    }
    strong[map] = Arrays.copyOf(offsets, count);
    for (int i = 0; i < needed.length; i++) {
      allowed[map][i] = Math.max(-1, count - needed[i]);
    }
    while (count % BitLoops.BLOCK != 0) {
      planesOfStrong[count++] = planes.never() * TILE;
    }
    taps[map] = Arrays.copyOf(planesOfStrong, count);
  }

  /**
   * Lists in {@link #spikes} the pooled neurons that {@code volley} makes fire: flat indices in the
   * layer's output, ascending.
   *
   * @return their number
   */
  int fireAtAll(Spikes volley) {
    findFiring(volley);
    int count = 0;
    for (int group = 0; group < bases.length; group += TILE) {
      pooling.pool(fired, group * apart, apart);
      for (int row = group; row < Math.min(bases.length, group + TILE); row++) {
        if (spikes.length - count < pooling.room()) {
          spikes = Arrays.copyOf(spikes, 2 * spikes.length + pooling.room());
        }
        count = pooling.append(row % TILE, bases[row], spikes, count);
      }
    }
    return count;
  }

  /** The spikes that {@link #fireAtAll} has listed; an array of this object. */
  int[] spikes() {
    return spikes;
  }

  /**
   * Reduces the latencies of the layer's pooled neurons, map-major, to the time steps in which
   * {@code volley} makes those of these maps fire.
   */
  void fireInTime(Spikes volley, byte[] latencies) {
    findFiring(volley);
    times.show(volley);
    for (int row = 0; row < bases.length; row++) {
      int map = row % maps;
      int needed = strong[map].length - allowed[map][row / maps];
      for (int word = 0; word < planes.words(); word++) {
        times.note(fired[row * apart + word], word, strong[map], needed, latencies, bases[row]);
      }
    }
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
