package io.firstspike.connectors.protocol;

/**
 * Random numbers that depend on a seed, a purpose and a place alone, so that frames may be asked
 * for in any order. They are those of SplitMix64 (Steele, Lea and Flood, Fast splittable
 * pseudorandom number generators, OOPSLA 2014), whose state is the place.
 */
final class Draw {

  static final long DRIFT = 1;
  static final long NOISE = 2;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Draw() {}

  /** Sixty-four random bits. */
  static long bits(long seed, long purpose, long place) {
    return mixed(mixed(mixed(seed + GOLDEN) + purpose * GOLDEN) + place * GOLDEN);
  }

  /** A random number from 0 (inclusive) to 1 (exclusive). */
  static double fraction(long seed, long purpose, long place) {
    return (bits(seed, purpose, place) >>> 11) * 0x1p-53;
  }

  private static long mixed(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
