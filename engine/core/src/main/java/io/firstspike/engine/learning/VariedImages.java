package io.firstspike.engine.learning;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spec.TrainingSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.Random;

/**
 * Several passes over a data set, in which each image is varied at random, differently in every
 * pass. The image at an index depends on the seed and the index alone, not on the order of
 * requests.
 */
final class VariedImages implements LabelledImages {

  /** Purpose that separates variations from other random numbers of the same seed. */
  private static final long PURPOSE = 0x5348494654L;

  private final LabelledImages images;
  private final int passes;
  private final TrainingSpec variation;
  private final long seed;
  private final long before;

  /**
   * Creates the passes.
   *
   * @param before number of varied images that the same seed has given before
   * @throws IllegalArgumentException if there are more than 2^31 - 1 images in all
   */
  VariedImages(LabelledImages images, int passes, TrainingSpec variation, long seed, long before) {
    if ((long) passes * images.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          passes
              + " passes over "
              + images.size()
              + " images exceed the limit of "
              + Integer.MAX_VALUE
              + " varied images; train in several steps");
    }
    this.images = images;
    this.passes = passes;
    this.variation = variation;
    this.seed = seed;
    this.before = before;
  }

  @Override
  public int size() {
    return passes * images.size();
  }

  @Override
  public Image image(int index) {
    Image image = images.image(index % images.size());
    Random draws = SeededRandom.of(seed, PURPOSE, before + index);
    int shift = variation.shift();
    int down = draws.nextInt(2 * shift + 1) - shift;
    int across = draws.nextInt(2 * shift + 1) - shift;
    if (variation.turn() == 0 && variation.stretch() == 0) {
      return shifted(image, down, across);
    }
    double turn = StrictMath.toRadians(variation.turn() * (2 * draws.nextDouble() - 1));
    double higher = 1 + variation.stretch() * (2 * draws.nextDouble() - 1);
    double wider = 1 + variation.stretch() * (2 * draws.nextDouble() - 1);
    return warped(
        image,
        new double[] {
          StrictMath.cos(turn) / higher,
          -StrictMath.sin(turn) / higher,
          StrictMath.sin(turn) / wider,
          StrictMath.cos(turn) / wider
        },
        down,
        across);
  }

  @Override
  public String label(int index) {
    return images.label(index % images.size());
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
