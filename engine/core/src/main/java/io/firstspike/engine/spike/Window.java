package io.firstspike.engine.spike;

/**
 * A window that slides over maps: its size, its steps, and how far it may stand over the edge. The
 * window of the neuron at (row, column) covers {@code height} rows from {@code row * rowStride -
 * rowPadding} and {@code width} columns from {@code column * columnStride - columnPadding}. Where a
 * last window would not fit, there is none.
 *
 * @param height rows it covers, at least 1
 * @param width columns it covers, at least 1
 * @param rowStride rows from one window to the next, at least 1
 * @param columnStride columns from one window to the next, at least 1
 * @param rowPadding rows beyond the top and bottom edge
 * @param columnPadding columns beyond the left and right edge
 */
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

  /** A square window with the same stride and padding both ways. */
  public static Window square(int side, int stride, int padding) {
    return new Window(side, side, stride, stride, padding, padding);
  }

  /** A window that covers a whole input of {@code height} x {@code width}, and does not slide. */
  public static Window whole(int height, int width) {
    return new Window(height, width, 1, 1, 0, 0);
  }

  /** Cells it covers. */
  public int area() {
    return height * width;
  }

  /**
   * The shape of {@code maps} maps with one neuron for each place of the window on {@code input}.
   *
   * @throws IllegalArgumentException if the window does not fit at all
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

  /** Its places one below the other. */
  int rows(Shape input) {
    return (input.height() + 2 * rowPadding - height) / rowStride + 1;
  }

  /** Its places side by side. */
  int columns(Shape input) {
    return (input.width() + 2 * columnPadding - width) / columnStride + 1;
  }
}
