package io.firstspike.engine.view;

/**
 * Layout of equal panels on a sheet, in rows from the upper left, about as many rows as columns,
 * with gaps between them and around. Each cell of a panel is a square of pixels.
 *
 * @param rows of panels
 * @param columns of panels
 * @param height cells of a panel
 * @param width cells of a panel
 * @param scale pixels on a cell's side
 */
record Panels(int rows, int columns, int height, int width, int scale) {

  /**
   * The most pixels on the longer side of a sheet, unless its cells need more even at one pixel
   * each.
   */
  private static final int SHEET_SIDE = 1200;

  private static final int MAX_SCALE = 16;
  private static final int GAP = 4;

  static Panels of(int panels, int height, int width) {
    int columns = (int) Math.ceil(Math.sqrt(panels));
    int rows = (panels + columns - 1) / columns;
    int scale = scale(SHEET_SIDE, Math.max(columns * width, rows * height));
    return new Panels(rows, columns, height, width, scale);
  }

  /** The pixels on a cell's side if so many cells are to take so many pixels. */
  static int scale(int pixels, int cells) {
    return Math.max(1, Math.min(MAX_SCALE, pixels / cells));
  }

  /** The pixels of the whole sheet from above to below. */
  int sheetHeight() {
    return top(rows * columns);
  }

  /** The pixels of the whole sheet from left to right. */
  int sheetWidth() {
    return columns * (width * scale + GAP) + GAP;
  }

  /** The sheet's row of pixels at which a panel begins. */
  int top(int panel) {
    return panel / columns * (height * scale + GAP) + GAP;
  }

  /** The sheet's column of pixels at which a panel begins. */
  int left(int panel) {
    return panel % columns * (width * scale + GAP) + GAP;
  }
}
