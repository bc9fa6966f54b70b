package io.firstspike.pipeline.ml.predict;

import io.firstspike.connectors.image.ImageLimits;
import java.io.Serializable;

/**
 * Description of pixels that come without one: as bytes, or as the elements of a vector.
 *
 * @param height rows; 0: not given, so that bytes are an encoded picture and a vector has the size
 *     of the network's input
 * @param width columns; 0 if the height is
 * @param channels 1 (grey) or 3 (red, green, blue, interleaved)
 * @param brightest the value of a vector's brightest pixel, such as 255 or 1; the darkest is 0
 * @param limits how large an encoded picture may be
 */
public record PixelLayout(int height, int width, int channels, double brightest, ImageLimits limits)
    implements Serializable {

  /** Encoded pictures, and grey vectors of the network's size with values from 0 to 255. */
  public static final PixelLayout DEFAULT = new PixelLayout(0, 0, 1, 255, ImageLimits.DEFAULT);

  /**
   * Checks that the numbers fit each other.
   *
   * @throws IllegalArgumentException if not
   */
  public PixelLayout {
    if (height < 0 || width < 0 || (height == 0) != (width == 0)) {
      throw new IllegalArgumentException(
          "give both height and width of raw pixels, at least 1, or neither; not "
              + height
              + " and "
              + width);
    }
    if ((long) height * width > limits.maxPixels()) {
      throw new IllegalArgumentException(
          height
              + "x"
              + width
              + " exceeds the limit of "
              + limits.maxPixels()
              + " pixels an image");
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("an image has 1 or 3 channels, not " + channels);
    }
    if (!(brightest > 0) || Double.isInfinite(brightest)) {
      throw new IllegalArgumentException(
          "the brightest pixel must be a finite number above 0, not " + brightest);
    }
  }

  /** A copy with other limits. */
  public PixelLayout withLimits(ImageLimits value) {
    return new PixelLayout(height, width, channels, brightest, value);
  }

  /** Whether the size is given, so that bytes are raw samples. */
  boolean sized() {
    return height > 0;
  }
}
