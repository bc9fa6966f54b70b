package io.firstspike.connectors.protocol;

import io.firstspike.engine.stimulus.Image;

/** Computes changed images; the same on every machine. */
final class ImageChanges {

  private static final int DEGREES = 30;

  private ImageChanges() {}

  /**
   * The image in a concept of {@code change}.
   *
   * @param seed what is random depends on it and on {@code place}
   * @param place tells frames with the same image apart
   */
  static Image apply(Change change, long concept, Image image, long seed, long place) {
    if (concept == 0) {
      return image;
    }
    return switch (change) {
      case PERMUTED_LABELS -> image;
      case ROTATED -> rotated(image, concept * DEGREES);
      case INVERTED -> inverted(image);
      case NOISY -> noisy(image, (int) concept, Draw.bits(seed, Draw.NOISE, place));
    };
  }

  private static Image inverted(Image image) {
    byte[] samples = image.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) ~samples[i];
    }
    return like(image, samples);
  }

  /** Each sample's decision and value are cut from 64 bits of its own. */
  private static Image noisy(Image image, int tenths, long seed) {
    byte[] samples = image.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      long bits = Draw.bits(seed, Draw.NOISE, i);
      if ((bits >>> 8) % 10 < tenths) {
        samples[i] = (byte) bits;
      }
    }
    return like(image, samples);
  }

  /** Looks up, for each pixel of the result, the place that it came from. */
  private static Image rotated(Image image, double degrees) {
    double sine = StrictMath.sin(StrictMath.toRadians(degrees));
    double cosine = StrictMath.cos(StrictMath.toRadians(degrees));
    double middleRow = (image.height() - 1) / 2.0;
    double middleColumn = (image.width() - 1) / 2.0;
    byte[] samples = new byte[image.samples().length];
    int next = 0;
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        double down = row - middleRow;
        double right = column - middleColumn;
        double fromRow = middleRow + right * sine + down * cosine;
        double fromColumn = middleColumn + right * cosine - down * sine;
        for (int channel = 0; channel < image.channels(); channel++) {
          samples[next++] = (byte) between(image, fromRow, fromColumn, channel);
        }
      }
    }
    return like(image, samples);
  }

  /** The bilinear mean of the four samples around a place, rounded to the nearest integer. */
  private static int between(Image image, double row, double column, int channel) {
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    double below = row - top;
    double beside = column - left;
    double upper =
        (1 - beside) * sample(image, top, left, channel)
            + beside * sample(image, top, left + 1, channel);
    double lower =
        (1 - beside) * sample(image, top + 1, left, channel)
            + beside * sample(image, top + 1, left + 1, channel);
    return (int) Math.floor((1 - below) * upper + below * lower + 0.5);
  }

  private static int sample(Image image, int row, int column, int channel) {
    boolean outside = row < 0 || row >= image.height() || column < 0 || column >= image.width();
    return outside
        ? 0
        : image.samples()[(row * image.width() + column) * image.channels() + channel] & 0xFF;
  }

  private static Image like(Image image, byte[] samples) {
    return new Image(image.height(), image.width(), image.channels(), samples);
  }
}
