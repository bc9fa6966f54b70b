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
 * <p>Where a count leaves open whether a neuron fires, or when, its weights are added up.
 *
 * <p><em>Layout.</em> {@code fired} has one bit for each place ({@link TapPlanes}), threshold by
 * threshold and map by map; each map takes a whole number of tiles. All thresholds share one count.
 * Not thread-safe, as it reuses its buffers.
 */
final class CountingMaps {

  private static final int TILE = BitLoops.TILE;

  private final Shape pooled;
  private final int[] numbers;
  private final int maps;
  private final float[] limits;
  private final int thresholds;
  private final int width;
  private final int columns;
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

  /** The maps in which a count does not always decide. */
  private final int[] open;

  /** Of these, how many strong synapses may miss a spike where a neuron may fire. */
  private final int[][] allowedAtMost;

  /** A bit for each place of these where a neuron may fire, map by map, then by threshold. */
  private final long[] mayFire;

  private final FieldSums sums;
  private int[] spikes = new int[0];

  /**
   * @param numbers which maps of the layer these are, ascending
   * @param counts of these maps
   */
  private CountingMaps(
      LayerWeights weights,
      int[] numbers,
      FiringCounts[] counts,
      float[] limits,
      Pooling pooling,
      BitLoops loops) {
    Convolution layout = weights.layout();
    Shape neurons = layout.output();
    this.numbers = numbers;
    this.maps = numbers.length;
    this.limits = limits;
    this.thresholds = limits.length;
    this.pooled = pooling.output(neurons);
    this.width = neurons.width();
    this.columns =
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
    this.open = IntStream.range(0, maps).filter(map -> !counts[map].certain()).toArray();
    this.allowedAtMost = new int[open.length][];
    for (int map = 0; map < maps; map++) {
      read(map, weights.row(numbers[map]));
      allowed[map] = allowed(strong[map].length, counts[map].enough());
      for (int i = 0; i < thresholds; i++) {
        bases[i * maps + map] = (i * neurons.maps() + numbers[map]) * pooled.locations();
      }
    }
    for (int i = 0; i < open.length; i++) {
      allowedAtMost[i] = allowed(strong[open[i]].length, counts[open[i]].possible());
    }
    this.mayFire = new long[open.length * thresholds * apart];
    this.sums = new FieldSums(weights);
  }

  /** How many strong synapses may miss a spike, for each threshold; -1: no neuron can fire. */
  private static int[] allowed(int strong, int[] needed) {
    return Arrays.stream(needed).map(count -> Math.max(-1, strong - count)).toArray();
  }

  /**
   * The maps of a layer, with their present weights, that can count.
   *
   * @param counts of all maps of the layer; null for a map that cannot count. At least one can
   * @param thresholds potentials that a neuron must exceed to fire, ascending
   */
  static CountingMaps of(
      LayerWeights weights,
      FiringCounts[] counts,
      float[] thresholds,
      Pooling pooling,
      BitLoops loops) {
    int[] numbers = IntStream.range(0, counts.length).filter(i -> counts[i] != null).toArray();
    FiringCounts[] own =
        Arrays.stream(numbers).mapToObj(i -> counts[i]).toArray(FiringCounts[]::new);
    return new CountingMaps(weights, numbers, own, thresholds, pooling, loops);
  }

  /** Whether counts alone decide, so that the order of the input makes no difference. */
  boolean certain() {
    return open.length == 0;
  }

  /** Whether a layer of this structure can have such maps: only if no window skips a place. */
  static boolean fit(Convolution layout) {
    return layout.window().rowStride() == 1 && layout.window().columnStride() == 1;
  }

  private void read(int map, float[] row) {
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
    if (!certain()) {
      settle(volley);
    }
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
    if (!certain()) {
      settleInTime(volley, latencies);
    }
  }

  /** Adds up the weights of the neurons that may fire but are not sure to. */
  private void settle(Spikes volley) {
    sums.show(volley);
    for (int row = 0; row < open.length * thresholds; row++) {
      int map = open[row / thresholds];
      int threshold = row % thresholds;
      for (int word = 0; word < planes.words(); word++) {
        int at = (threshold * maps + map) * apart + word;
        for (long bits = mayFire[row * apart + word] & ~fired[at]; bits != 0; bits &= bits - 1) {
          if (step(bits, word, map, threshold) < volley.steps()) {
            fired[at] |= bits & -bits;
          }
        }
      }
    }
  }

  /** Adds up the weights of all neurons that may fire, in maps where the count leaves that open. */
  private void settleInTime(Spikes volley, byte[] latencies) {
    sums.show(volley);
    for (int row = 0; row < open.length * thresholds; row++) {
      int map = open[row / thresholds];
      int threshold = row % thresholds;
      for (int word = 0; word < planes.words(); word++) {
        for (long bits = mayFire[row * apart + word]; bits != 0; bits &= bits - 1) {
          int place = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
          times.lower(
              latencies,
              bases[threshold * maps + map],
              place / columns,
              place % columns,
              (byte) step(bits, word, map, threshold));
        }
      }
    }
  }

  /** The time step in which the neuron of the lowest bit of a word fires. */
  private int step(long bits, int word, int map, int threshold) {
    int place = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    int location = place / columns * width + place % columns;
    return sums.step(numbers[map], location, limits[threshold]);
  }

  /** Sets in {@code fired} the bits of the neurons that are sure to fire, by their counts. */
  private void findFiring(Spikes volley) {
    planes.show(volley);
    for (int tile = 0; tile < planes.tiles(); tile++) {
      long[] silent = planes.sees(tile) ? planes.tile(tile) : null;
      for (int map = 0; map < maps; map++) {
        int at = map * apart + tile * TILE;
        find(taps[map], silent, allowed[map], fired, at, maps * apart);
      }
      for (int i = 0; i < open.length; i++) {
        int at = i * thresholds * apart + tile * TILE;
        find(taps[open[i]], silent, allowedAtMost[i], mayFire, at, apart);
      }
    }
  }

  /**
   * @param silent null where no neuron receives a spike
   */
  private void find(int[] planes, long[] silent, int[] allowed, long[] bits, int at, int apart) {
    if (silent != null && allowed[0] >= 0) {
      loops.atMost(planes, silent, allowed, bits, at, apart);
      return;
    }
    for (int threshold = 0; threshold < thresholds; threshold++) {
      int first = threshold * apart + at;
      Arrays.fill(bits, first, first + TILE, 0);
    }
  }
}
