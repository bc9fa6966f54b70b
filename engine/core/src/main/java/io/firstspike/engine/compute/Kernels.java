package io.firstspike.engine.compute;

import java.util.ServiceLoader;

/**
 * The innermost loops, where nearly all time is spent. All implementations give the same bits; the
 * fastest this machine and this virtual machine can run is found through {@link ServiceLoader}. Not
 * thread-safe: an implementation may keep buffers, so make one for each thread.
 */
public interface Kernels {

  /** Words of one plane that {@link #atMost} works on at once. */
  int TILE = 8;

  /** Entries by which rows of taps are filled up. */
  int BLOCK = 8;

  /**
   * Counts, for each of {@value #TILE} x 64 neurons at once, how many of some planes have its bit
   * set, and tells which neurons count at most so many.
   *
   * @param taps the planes to count: where in {@code tile} each one's {@value #TILE} words begin. A
   *     multiple of {@value #BLOCK}; a plane without bits fills it up
   * @param tile the planes' words
   * @param allowed the most a neuron may count, descending; the first is 0 or more, of the others
   *     -1 means that none may
   * @param fired for each of {@code allowed}, {@value #TILE} words from {@code at} on, {@code
   *     apart} words from one to the next: a bit is set where the neuron counts at most so many
   * @param at where the first one's words begin
   */
  void atMost(int[] taps, long[] tile, int[] allowed, long[] fired, int at, int apart);

  /**
   * Cross-correlates: for each of {@code cells} cells, one after the other, and each kernel, the
   * sum over a square window of weight times value, in raster order, each product rounded, then
   * each sum.
   *
   * @param values rows of {@code columns} floats
   * @param from the place of the first cell's window in {@code values}
   * @param window side of the window
   * @param kernels window x window weights each, or null: leave it out
   * @param sums for each kernel, {@code cells} sums, overwritten
   */
  void correlate(
      float[] values,
      int from,
      int columns,
      int window,
      float[][] kernels,
      float[][] sums,
      int cells);

  /** What is looked for beside the plain kernels. */
  interface Provider {

    /** New kernels. */
    Kernels kernels();
  }

  /** Kernels in plain Java, which run everywhere. */
  static Kernels plain() {
    return new PlainKernels();
  }

  /**
   * The fastest kernels at hand: those of the first provider that this virtual machine can run, or
   * the plain ones. {@code -Dfirstspike.kernels=plain} asks for the plain ones.
   */
  static Kernels fastest() {
    return FastestKernels.SOURCE.kernels();
  }
}
