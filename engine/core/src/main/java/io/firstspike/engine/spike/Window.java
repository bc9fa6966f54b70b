package io.firstspike.engine.spike;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Window that slides over the maps of an input. The window of the neuron at (row, column) covers
 * {@code height} rows from {@code row * rowStride - rowPadding} on and {@code width} columns from
 * {@code column * columnStride - columnPadding} on. Rows and columns that are left over at the end,
 * too few for another window, are not covered.
 *
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 * @param rowStride rows from one window to the next, at least 1
 * @param columnStride columns from one window to the next, at least 1
 * @param rowPadding rows added at the top and at the bottom of the input
 * @param columnPadding columns added at the left and at the right of the input
 */
@API(status = Status.MAINTAINED)
public record Window(
    int height, int width, int rowStride, int columnStride, int rowPadding, int columnPadding) {

  public Window {
    if (height < 1 || width < 1 || rowStride < 1 || columnStride < 1) {
      throw new IllegalArgumentException(
          "a window's sides and strides are at least 1, not "
              + (height + "x" + width + " in steps of " + rowStride + "x" + columnStride));
    }
    if (rowPadding < 0 || columnPadding < 0) {
      throw new IllegalArgumentException(
          "a window's padding is 0 or more, not " + rowPadding + "x" + columnPadding);
    }
  }

  /** Creates a square window with equal strides and equal padding in both directions. */
  public static Window square(int side, int stride, int padding) {
    return new Window(side, side, stride, stride, padding, padding);
  }

  /**
   * Creates a window that covers a whole input of {@code height} rows and {@code width} columns and
   * has one place only.
   */
  public static Window whole(int height, int width) {
    return new Window(height, width, 1, 1, 0, 0);
  }

  /** The number of cells in the window, {@code height * width}. */
  public int area() {
    return height * width;
  }

  /**
   * The shape of {@code maps} maps that have one neuron for each place of the window on {@code
   * input}.
   *
   * @throws IllegalArgumentException if the window is larger than the padded input, or the shape
   *     exceeds the engine's limit
   */
  public Shape slide(Shape input, int maps) {
    int spareRows = input.height() + 2 * rowPadding - height;
    int spareColumns = input.width() + 2 * columnPadding - width;
    if (spareRows < 0 || spareColumns < 0) {
      throw new IllegalArgumentException(
          "a window of "
              + (height + "x" + width + " with padding " + rowPadding + "x" + columnPadding)
              + (" does not fit into " + input.height() + "x" + input.width()));
    }
    return new Shape(maps, rows(input), columns(input));
  }

  /** The number of places of the window from top to bottom. */
  int rows(Shape input) {
    return (input.height() + 2 * rowPadding - height) / rowStride + 1;
  }

  /** The number of places of the window from left to right. */
  int columns(Shape input) {
    return (input.width() + 2 * columnPadding - width) / columnStride + 1;
  }
}
