package io.firstspike.pipeline.ml.predict;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.stimulus.Image;

/**
 * Reads the images of a network from values: encoded pictures, raw samples, vectors of pixels.
 *
 * <p>Elements of a vector are divided by the layout's brightest value and rounded to 8 bits, halves
 * upwards: a frame has 256 levels, whichever way it comes.
 */
public final class ImageReader {

  private static final int LEVELS = 255;

  private final PixelLayout layout;
  private final InputSpec input;

  /**
   * Makes a reader.
   *
   * @param layout describes what does not describe itself
   * @param input the network's input, whose size vectors have if the layout gives none
   */
  public ImageReader(PixelLayout layout, InputSpec input) {
    this.layout = layout;
    this.input = input;
  }

  /**
   * Reads bytes: raw samples if the layout has a size, else an encoded picture (PNG, JPEG, BMP,
   * PGM).
   *
   * @throws IllegalArgumentException if they are none; the message names the fault and the remedy
   */
  public Image bytes(byte[] bytes) {
    return decode(bytes, layout);
  }

  /**
   * Reads bytes without knowing the network: raw samples if the layout has a size, else an encoded
   * picture (PNG, JPEG, BMP, PGM).
   *
   * @throws IllegalArgumentException if they are none; the message names the fault and the remedy
   */
  public static Image decode(byte[] bytes, PixelLayout layout) {
    if (layout.sized()) {
      return new Image(layout.height(), layout.width(), layout.channels(), bytes);
    }
    try {
      return ImageDecoder.decode(bytes, layout.limits());
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Reads a vector of pixels in the order of {@link Image#samples}.
   *
   * @throws IllegalArgumentException if their number does not fit or one is out of range
   */
  public Image vector(double[] pixels) {
    int height = layout.sized() ? layout.height() : input.height();
    int width = layout.sized() ? layout.width() : input.width();
    int channels = layout.sized() ? layout.channels() : input.channels().planes();
    if ((long) height * width * channels != pixels.length) {
      throw new IllegalArgumentException(
          "a vector of "
              + pixels.length
              + " pixels is no image of "
              + height
              + "x"
              + width
              + "x"
              + channels
              + ": give its height, width and channels");
    }
    byte[] samples = new byte[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sample(pixels[i], i);
    }
    return new Image(height, width, channels, samples);
  }

  private byte sample(double pixel, int index) {
    if (!(pixel >= 0 && pixel <= layout.brightest())) {
      throw new IllegalArgumentException(
          "pixel "
              + index
              + " is "
              + pixel
              + "; pixels are from 0 to "
              + layout.brightest()
              + ": give the value of the brightest");
    }
    return (byte) Math.floor(pixel / layout.brightest() * LEVELS + 0.5);
  }
}
