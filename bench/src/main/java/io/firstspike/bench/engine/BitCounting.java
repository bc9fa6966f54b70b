package io.firstspike.bench.engine;

import io.firstspike.engine.compute.BitLoops;
import io.firstspike.engine.compute.InnerLoops;
import java.util.Random;

/**
 * Measures the innermost loop of a layer whose weights are ones: counting how many planes have a
 * neuron's bit set.
 */
final class BitCounting {

  /** Planes of a map that is like those of {@code firstspike-2026}. */
  private static final int PLANES = 40;

  private static final int ALLOWED = 6;
  private static final int INPUTS = 150;

  private BitCounting() {}

  /**
   * Word operations a second, five for each full adder: eight planes take seven, whatever more an
   * implementation does.
   */
  static double wordOperations() {
    Random random = new Random(1);
    long[] tile = random.longs((INPUTS + 1) * BitLoops.TILE).toArray();
    int[] taps = random.ints(PLANES, 0, INPUTS).map(plane -> plane * BitLoops.TILE).toArray();
    long[] fired = new long[BitLoops.TILE];
    int[] allowed = {ALLOWED};
    BitLoops loops = InnerLoops.fastest().bits();
    double best = 0;
    for (int round = 0; round < 40; round++) {
      Throughput throughput =
          Throughput.of(
              2, 100_000, i -> loops.atMost(taps, tile, allowed, fired, 0, BitLoops.TILE));
      best = Math.max(best, throughput.perSecond());
    }
    return best * PLANES / BitLoops.BLOCK * 7 * 5 * BitLoops.TILE;
  }
}
