package io.firstspike.bench.event;

/**
 * The rate at which one core copies memory that is in no cache, read and written bytes together.
 */
final class MemoryBandwidth {

  private static final int BYTES = 128 << 20;
  private static final int ROUNDS = 12;

  private MemoryBandwidth() {}

  /** Bytes a second, in the best of several rounds. */
  static double bytesPerSecond() {
    byte[] from = new byte[BYTES];
    byte[] to = new byte[BYTES];
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      System.arraycopy(from, 0, to, 0, BYTES);
      best = Math.max(best, 2.0 * BYTES * 1e9 / (System.nanoTime() - begun));
    }
    return best;
  }
}
