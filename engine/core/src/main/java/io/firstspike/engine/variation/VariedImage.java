package io.firstspike.engine.variation;

import io.firstspike.engine.stimulus.Image;

/** Images of other images whose places have been changed; what comes in over the edges is black. */
final class VariedImage {

  private VariedImage() {}

  /** The image whose places {@code variation} has changed. */
  static Image of(Image image, Variation variation) {
    return variation.shifts()
        ? shifted(image, variation.down(), variation.across())
        : warped(image, variation.back(), variation.down(), variation.across());
  }

  private static Image shifted(Image image, int down, int across) {
    int height = image.height();
    int pixel = image.channels();
    byte[] samples = new byte[image.samples().length];
    int width = image.width() - Math.abs(across);
    int from = Math.max(0, -across);
    int to = Math.max(0, across);
    for (int row = Math.max(0, down); row < Math.min(height, height + down); row++) {
      if (width > 0) {
        System.arraycopy(
            image.samples(),
            ((row - down) * image.width() + from) * pixel,
            samples,
            (row * image.width() + to) * pixel,
            width * pixel);
      }
    }
    return new Image(height, image.width(), pixel, samples);
  }

  /**
   * Resamples an image.
   *
   * @param back matrix from the position of a pixel to the position it is taken from, both relative
   *     to the middle: two factors for the row, then two for the column
   * @param down shift in rows
   * @param across shift in columns
   */
  private static Image warped(Image image, double[] back, int down, int across) {
    double middleRow = (image.height() - 1) / 2.0;
    double middleColumn = (image.width() - 1) / 2.0;
    byte[] samples = new byte[image.samples().length];
    int sample = 0;
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        double y = row - down - middleRow;
        double x = column - across - middleColumn;
        double fromRow = middleRow + back[0] * y + back[1] * x;
        double fromColumn = middleColumn + back[2] * y + back[3] * x;
        for (int channel = 0; channel < image.channels(); channel++) {
          samples[sample++] = (byte) (between(image, fromRow, fromColumn, channel) + 0.5);
        }
      }
    }
    return new Image(image.height(), image.width(), image.channels(), samples);
  }

  /**
   * The brightness at a position between pixels, interpolated bilinearly from the four around it.
   */
  private static double between(Image image, double row, double column, int channel) {
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    double lower = row - top;
    double right = column - left;
    return (1 - lower) * (1 - right) * sample(image, top, left, channel)
        + (1 - lower) * right * sample(image, top, left + 1, channel)
        + lower * (1 - right) * sample(image, top + 1, left, channel)
        + lower * right * sample(image, top + 1, left + 1, channel);
  }

  private static int sample(Image image, int row, int column, int channel) {
    return row < 0 || row >= image.height() || column < 0 || column >= image.width()
        ? 0
        : image.samples()[(row * image.width() + column) * image.channels() + channel] & 0xff;
  }
}
