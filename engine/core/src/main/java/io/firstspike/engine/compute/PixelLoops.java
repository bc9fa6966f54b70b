package io.firstspike.engine.compute;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Inner loops over pixels: correlation with filters, what is kept of their answers, and where. All
 * implementations give the same bits. Not thread-safe: an implementation may keep buffers, so make
 * one for each thread ({@link InnerLoops}).
 */
@API(status = Status.MAINTAINED)
public interface PixelLoops {

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
   * @param width cells of a row, a multiple of {@value InnerLoops#LANES}
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

  /**
   * Lists the values that are not 0, ascending.
   *
   * @param from where the first value stands
   * @param found their places, counted from the first value on; longer than {@code count} by at
   *     least {@value InnerLoops#LANES}, and undefined after the list
   * @return the length of the list
   */
  int listNonZero(float[] values, int from, int count, int[] found);

  /** Part of a number that is kept. */
  enum Sign {
    /** Itself. */
    AS_IS,
    /** 0 less the number. */
    TURNED,
    /** Its absolute value. */
    NONE
  }
}
