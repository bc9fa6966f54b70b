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

  /** Floats by which rows of weights are filled up. */
  int LANES = 16;

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
   * Copies {@value #TILE} words of bits from bit {@code from} on, each turned, and 1 where {@code
   * others} has a 1.
   *
   * @param at the first word of {@code others}
   * @param to the first word that is written
   */
  void silent(long[] bits, int from, long[] others, int at, long[] silent, int to);

  /**
   * Copies {@value #TILE} rows of words into as many lanes: word {@code w} of row {@code l} goes to
   * {@code to + w * TILE + l}.
   *
   * @param at the first word of the first row
   * @param apart words from one row to the next
   * @param count words of a row
   */
  void toLanes(long[] words, int at, int apart, long[] lanes, int to, int count);

  /**
   * Pools rows of bits, {@value #TILE} at a time, one in each lane: word {@code w} of lane {@code
   * l} stands at {@code w * TILE + l}. The 64 bits from each offset on are laid over each other;
   * then every bit is set that has one among the {@code width - 1} after it, and those of {@code
   * mask} are added to {@code packed}.
   *
   * @param offsets of bits, 0 or more
   * @param width 1 to 64
   * @param shift by which bits are shifted left before they are added
   * @param to the word of the first lane
   */
  void pool(long[] bits, int[] offsets, int width, long mask, int shift, long[] packed, int to);

  /**
   * Cross-correlates with one filter or two: for each cell the sum of weight times value, in order,
   * each product rounded, then each sum.
   *
   * @param values rows of {@code columns} values
   * @param from where the row of the first cell begins in {@code values}
   * @param top of the rows from there on, the first that is not all 0
   * @param bottom the first from which on all are 0
   * @param offsets where each weight's value stands, from the cell on; row after row. Sums of cells
   *     for which it stands in the next row are undefined
   * @param weights of each filter
   * @param sums of each filter {@code rows * width} sums, overwritten
   * @param width cells of a row, a multiple of {@value #LANES}
   */
  void correlate(
      float[] values,
      int from,
      int columns,
      int top,
      int bottom,
      int[] offsets,
      float[][] weights,
      float[][] sums,
      int rows,
      int width);

  /**
   * Copies answers of a filter, those below a threshold as 0.
   *
   * @param sign what is copied of an answer
   * @param at where the first one goes in {@code kept}
   */
  void keep(float[] answers, int from, Sign sign, float threshold, float[] kept, int at, int count);

  /** What is kept of a number. */
  enum Sign {
    /** Itself. */
    AS_IS,
    /** 0 less the number. */
    TURNED,
    /** Its absolute value. */
    NONE
  }

  /**
   * Adds {@code summands[from + i]} to {@code sums[at + i]}.
   *
   * @param count a multiple of {@value #LANES}
   */
  void add(float[] summands, int from, float[] sums, int at, int count);

  /**
   * Adds rows to {@code sums}, one after the other.
   *
   * @param rows of as many floats as {@code sums}, a multiple of {@value #LANES}
   * @param starts where in {@code rows} each one begins
   * @param count how many
   */
  void addRows(float[] rows, int[] starts, int count, float[] sums);

  /**
   * Adds the same changes to rows.
   *
   * @param rows of as many floats as {@code changes}, a multiple of {@value #LANES}
   * @param starts where in {@code rows} each one begins, none twice
   * @param count how many
   */
  void addToRows(float[] changes, float[] rows, int[] starts, int count);

  /**
   * A step of adaptive gradient descent: {@code squares += error * error}, then {@code rows += step
   * * error / sqrt(1 + squares)}.
   *
   * @param rows of as many floats as {@code errors}, a multiple of {@value #LANES}
   * @param squares laid out as {@code rows}
   * @param starts where each row begins, none twice
   * @param count how many
   */
  void adapt(float[] errors, float step, float[] rows, float[] squares, int[] starts, int count);

  /** The first place from {@code from} on, before {@code to}, of a value above a limit; else -1. */
  int firstAbove(float[] values, int from, int to, float limit);

  /**
   * The highest of some values, of which at least one is above 0.
   *
   * @param size how many, a multiple of {@value #LANES}
   */
  float highest(float[] values, int from, int size);

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
