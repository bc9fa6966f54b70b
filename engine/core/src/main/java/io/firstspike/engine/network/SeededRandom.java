package io.firstspike.engine.network;

import java.util.Random;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Random generators derived from a seed and a purpose, so that what is drawn for one purpose does
 * not depend on what was drawn for others.
 */
@API(status = Status.INTERNAL)
public final class SeededRandom {

  private static final long SCRAMBLE = 0x9E3779B97F4A7C15L;

  private SeededRandom() {}

  /**
   * Creates a generator that depends on these numbers and their order alone.
   *
   * @param purpose the numbers that name what is drawn, a layer and an example for instance
   */
  public static Random of(long seed, long... purpose) {
    long mixed = seed;
    for (long part : purpose) {
      // Neighbouring seeds of java.util.Random begin alike, so they are spread out.
      mixed = (mixed ^ part) * SCRAMBLE;
      mixed ^= mixed >>> 32;
    }
    return new Random(mixed);
  }
}
