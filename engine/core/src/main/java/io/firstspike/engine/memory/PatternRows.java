package io.firstspike.engine.memory;

import java.util.Arrays;

/**
 * Patterns of maps that can all be compared with another one. They lie in slices of {@value #SLICE}
 * longs: first those of all patterns, then the next ones of all, so that the loop over the patterns
 * has few numbers of the other one to hold, which then stay in registers.
 */
final class PatternRows {

  private static final int SLICE = 4;

  private final int longs;
  private final long[][] slices;
  private int size;

  /**
   * Creates rows without a pattern.
   *
   * @param longs number of longs of a pattern
   */
  PatternRows(int longs) {
    this.longs = longs;
    this.slices = new long[(longs + SLICE - 1) / SLICE][SLICE * 4];
  }

  int size() {
    return size;
  }

  /** Adds the pattern at {@code pattern[from]}. */
  void add(long[] pattern, int from) {
    for (int slice = 0; slice < slices.length; slice++) {
      if (SLICE * size == slices[slice].length) {
        slices[slice] = Arrays.copyOf(slices[slice], 2 * SLICE * size);
      }
      for (int i = 0; i < SLICE; i++) {
        slices[slice][SLICE * size + i] = part(pattern, from, SLICE * slice + i);
      }
    }
    size++;
  }

  /** One long of a pattern; beyond its end, 0. */
  private long part(long[] pattern, int from, int index) {
    return index < longs ? pattern[from + index] : 0;
  }

  /** Copies pattern {@code index} to {@code pattern[from]}. */
  void read(int index, long[] pattern, int from) {
    for (int i = 0; i < longs; i++) {
      pattern[from + i] = slices[i / SLICE][SLICE * index + i % SLICE];
    }
  }

  /**
   * Counts the maps in which each pattern differs from the one at {@code pattern[from]}.
   *
   * @param distances of at least as many numbers as there are patterns; those are set
   */
  void compare(long[] pattern, int from, int[] distances) {
    for (int slice = 0; slice < slices.length; slice++) {
      long a = part(pattern, from, SLICE * slice);
      long b = part(pattern, from, SLICE * slice + 1);
      long c = part(pattern, from, SLICE * slice + 2);
      long d = part(pattern, from, SLICE * slice + 3);
      if (slice == 0) {
        Arrays.fill(distances, 0, size, 0);
      }
      add(slices[slice], size, a, b, c, d, distances);
    }
  }

  private static void add(long[] slice, int size, long a, long b, long c, long d, int[] distances) {
    for (int i = 0; i < size; i++) {
      distances[i] +=
          Long.bitCount(slice[SLICE * i] ^ a)
              + Long.bitCount(slice[SLICE * i + 1] ^ b)
              + Long.bitCount(slice[SLICE * i + 2] ^ c)
              + Long.bitCount(slice[SLICE * i + 3] ^ d);
    }
  }
}
