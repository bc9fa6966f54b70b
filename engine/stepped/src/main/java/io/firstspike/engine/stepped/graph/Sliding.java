package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Window that slides over rows and columns. Its place (row, column) begins at {@code row *
 * rowStride - top} and {@code column * columnStride - left}, and reads every {@code rowDilation}-th
 * row and every {@code columnDilation}-th column from there.
 *
 * @param height rows that it reads, at least 1
 * @param width columns that it reads, at least 1
 * @param rowStride rows from one place to the next, at least 1
 * @param columnStride columns from one place to the next, at least 1
 * @param rowDilation rows from one that it reads to the next, at least 1
 * @param columnDilation columns from one that it reads to the next, at least 1
 * @param top rows of zeros above the input
 * @param left columns of zeros to the left of the input
 * @param bottom rows of zeros below the input
 * @param right columns of zeros to the right of the input
 */
@API(status = Status.MAINTAINED)
public record Sliding(
    int height,
    int width,
    int rowStride,
    int columnStride,
    int rowDilation,
    int columnDilation,
    int top,
    int left,
    int bottom,
    int right) {

  /** The most that a side, a stride, a dilation or a padding may be. */
  public static final int MOST = 1 << 16;

  public Sliding {
    int least =
        Math.min(
            Math.min(Math.min(height, width), Math.min(rowStride, columnStride)),
            Math.min(rowDilation, columnDilation));
    int leastPadding = Math.min(Math.min(top, left), Math.min(bottom, right));
    int most =
        Math.max(
            Math.max(
                Math.max(Math.max(height, width), Math.max(rowStride, columnStride)),
                Math.max(rowDilation, columnDilation)),
            Math.max(Math.max(top, left), Math.max(bottom, right)));
    if (least < 1 || leastPadding < 0 || most > MOST) {
      throw new IllegalArgumentException(
          "sides, strides and dilations are 1 to "
              + MOST
              + " and padding 0 to "
              + MOST
              + "; one of it is not");
    }
  }

  /** A window without dilation, with the same padding on opposite sides. */
  public static Sliding plain(
      int height, int width, int rowStride, int columnStride, int rowPadding, int columnPadding) {
    return new Sliding(
        height,
        width,
        rowStride,
        columnStride,
        1,
        1,
        rowPadding,
        columnPadding,
        rowPadding,
        columnPadding);
  }

  /** The number of places from top to bottom of an input; below 1 if the window does not fit. */
  public int rows(int inputRows) {
    return places(inputRows + top + bottom, (height - 1) * (long) rowDilation + 1, rowStride);
  }

  /** The number of places from left to right of an input; below 1 if the window does not fit. */
  public int columns(int inputColumns) {
    return places(
        inputColumns + left + right, (width - 1) * (long) columnDilation + 1, columnStride);
  }

  private static int places(long padded, long extent, int stride) {
    return padded < extent ? 0 : (int) ((padded - extent) / stride + 1);
  }
}
