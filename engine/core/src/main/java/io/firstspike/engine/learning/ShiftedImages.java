package io.firstspike.engine.learning;

import io.firstspike.engine.encode.Image;
import io.firstspike.engine.encode.LabelledImages;
import io.firstspike.engine.network.Draws;
import java.util.Random;

/**
 * Several passes over images, each image shifted at random by a few pixels, anew in every pass;
 * what comes in at the edges is black. The same for the same seed, whoever asks for which image
 * when.
 */
final class ShiftedImages implements LabelledImages {

  /** Sets shifts apart from whatever else is drawn from a seed. */
  private static final long PURPOSE = 0x5348494654L;

  private final LabelledImages images;
  private final int passes;
  private final int shift;
  private final long seed;
  private final long before;

  /**
   * @param shift the most pixels across and down
   * @param before how many shifted images the same seed has given before
   * @throws IllegalArgumentException if there are more than 2^31 - 1 in all
   */
  ShiftedImages(LabelledImages images, int passes, int shift, long seed, long before) {
    if ((long) passes * images.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          passes
              + " passes over "
              + images.size()
              + " images exceed the limit of "
              + Integer.MAX_VALUE
              + " shifted images; train in several steps");
    }
    this.images = images;
    this.passes = passes;
    this.shift = shift;
    this.seed = seed;
    this.before = before;
  }

  @Override
  public int size() {
    return passes * images.size();
  }

  @Override
  public Image image(int index) {
    Random draws = Draws.of(seed, PURPOSE, before + index);
    int down = draws.nextInt(2 * shift + 1) - shift;
    int across = draws.nextInt(2 * shift + 1) - shift;
    return shifted(images.image(index % images.size()), down, across);
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
}
