package io.firstspike.bench;

import java.util.Random;

/**
 * What one core of this machine can do at most, measured: loops as simple as the compiler likes
 * them best, over arrays that fit a level of its cache. Inner loops are compared with these, so that
 * a figure tells more than how fast the machine is.
 */
final class Roofline {

  /** Bytes that lie in the first level of cache, with room for others. */
  static final int L1 = 16 << 10;

  /** Bytes that lie in the second level. */
  static final int L2 = 512 << 10;

  private static final int ROUNDS = 40;
  private static final long ROUND_NANOS = 10_000_000;

  private Roofline() {}

  /**
   * Word operations a second (and, or, exclusive or, of two words of 64 bits) on three arrays of
   * together {@code bytes} bytes: a full adder, five of them, for three words read and one written.
   */
  static double wordOperations(int bytes) {
    int words = bytes / 3 / Long.BYTES;
    Random random = new Random(1);
    long[] a = random.longs(words).toArray();
    long[] b = random.longs(words).toArray();
    long[] sums = random.longs(words).toArray();
    return 5.0 * words * best(() -> fullAdders(a, b, sums));
  }

  private static void fullAdders(long[] a, long[] b, long[] sums) {
    for (int i = 0; i < sums.length; i++) {
      long either = a[i] ^ b[i];
      sums[i] = (a[i] & b[i] | either & sums[i]) ^ either;
    }
  }

  /** Additions of floats a second, of an array to another, together {@code bytes} bytes. */
  static double additions(int bytes) {
    float[] values = new float[bytes / 2 / Float.BYTES];
    float[] sums = new float[values.length];
    return values.length * best(() -> add(values, sums));
  }

  private static void add(float[] values, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  /** Runs a second, in the best of several rounds. */
  private static double best(Runnable run) {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      long runs = 0;
      long took;
      do {
        for (int i = 0; i < 100; i++) {
          run.run();
        }
        runs += 100;
        took = System.nanoTime() - begun;
      } while (took < ROUND_NANOS);
      best = Math.max(best, runs * 1e9 / took);
    }
    return best;
  }
}
