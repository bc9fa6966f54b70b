package io.firstspike.engine.network;

import java.util.Random;

/** Random numbers that depend on nothing but what they are drawn for. */
public final class SeededRandom {

  private static final long SCRAMBLE = 0x9E3779B97F4A7C15L;

  private SeededRandom() {}

  /** A generator that is the same for the same numbers, in their order. */
  public static Random of(long seed, long... purpose) {
    long mixed = seed;
    for (long part : purpose) {
      // Neighbouring seeds of java.util.Random begin alike: spread them out.
      mixed = (mixed ^ part) * SCRAMBLE;
      mixed ^= mixed >>> 32;
    }
    return new Random(mixed);
  }
}
