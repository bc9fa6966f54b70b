package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.stimulus.Image;

/**
 * A surface that marks are drawn on, each over those before it. Lengths are in units of 1/96 inch,
 * x from the left, y from above; colours are 0xRRGGBB.
 */
interface Canvas {

  /** Where a text has its position. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * How a text looks.
   *
   * @param size of the font
   * @param bold whether it is bold
   * @param anchor which of its ends, or its middle, is at the position
   * @param upwards whether it runs from below to above
   * @param colour its colour
   */
  record TextStyle(double size, boolean bold, Anchor anchor, boolean upwards, int colour) {

    static final TextStyle TITLE = new TextStyle(16, true, Anchor.START, false, Palette.TEXT);
    static final TextStyle HEADING = new TextStyle(13, true, Anchor.START, false, Palette.TEXT);
    static final TextStyle PLAIN = new TextStyle(12, false, Anchor.START, false, Palette.TEXT);

    TextStyle at(Anchor other) {
      return new TextStyle(size, bold, other, upwards, colour);
    }

    TextStyle sized(double other) {
      return new TextStyle(other, bold, anchor, upwards, colour);
    }

    TextStyle coloured(int other) {
      return new TextStyle(size, bold, anchor, upwards, other);
    }

    TextStyle rising() {
      return new TextStyle(size, bold, anchor, true, colour);
    }
  }

  /**
   * How a line looks.
   *
   * @param colour its colour
   * @param width its width
   * @param dashes lengths of dashes and gaps in turn; none: a whole line
   */
  record Stroke(int colour, double width, double... dashes) {}

  /** Fills a rectangle. */
  void rectangle(double x, double y, double width, double height, int colour);

  /** Draws the line through these points. */
  void line(double[] xs, double[] ys, Stroke stroke);

  /** Writes a text, whose base line is at {@code y}. */
  void text(double x, double y, TextStyle style, String words);

  /** Draws an image, whose pixels become rectangles. */
  void image(double x, double y, double width, double height, Image image);
}
