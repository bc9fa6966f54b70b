package io.firstspike.pipeline.app.drawing;

/**
 * Colours that the colour-blind can tell apart, 0xRRGGBB: for series those of M. Okabe and K. Ito
 * (Color Universal Design, 2008), for magnitudes one hue from white to dark.
 */
final class Palette {

  static final int PAPER = 0xffffff;
  static final int TEXT = 0x1f2328;
  static final int FAINT = 0x59636e;
  static final int AXIS = 0x59636e;
  static final int GRID = 0xd8dee4;

  /** The first colour of a series. */
  static final int MAIN = 0x0072b2;

  private static final int[] SERIES = {
    MAIN, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x000000
  };

  /** Dashes, so that series can be told apart in grey too. */
  private static final double[][] DASHES = {{}, {7, 3}, {2, 2}, {9, 3, 2, 3}};

  private static final int[] MAGNITUDES = {
    0xffffff, 0xd0e1f2, 0x94c4df, 0x4a98c9, 0x1764ab, 0x08306b
  };

  private Palette() {}

  /** The line of series {@code number}, counted from 0. */
  static Canvas.Stroke series(int number) {
    return new Canvas.Stroke(
        SERIES[number % SERIES.length], 1.8, DASHES[number / SERIES.length % DASHES.length]);
  }

  /** The colour of a share, 0 (white) to 1 (dark blue). */
  static int magnitude(double share) {
    double place = Math.max(0, Math.min(1, share)) * (MAGNITUDES.length - 1);
    int below = Math.min((int) place, MAGNITUDES.length - 2);
    return mixed(MAGNITUDES[below], MAGNITUDES[below + 1], place - below);
  }

  /** The colour of a text on {@link #magnitude}. */
  static int on(double share) {
    return share > 0.55 ? PAPER : TEXT;
  }

  private static int mixed(int one, int other, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = one >> shift & 0xff;
      int to = other >> shift & 0xff;
      mixed |= (int) Math.round(from + (to - from) * share) << shift;
    }
    return mixed;
  }
}
