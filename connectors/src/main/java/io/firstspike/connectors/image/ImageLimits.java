package io.firstspike.connectors.image;

/**
 * Limits on the size of an image from outside, checked before memory is allocated for it.
 *
 * @param maxBytes the most bytes an encoded or raw image may have, at least 1
 * @param maxPixels the most pixels (height x width) it may decode to, at least 1
 */
public record ImageLimits(int maxBytes, int maxPixels) {

  /** The default limits: 4 MiB and 4,194,304 pixels (2048 x 2048). */
  public static final ImageLimits DEFAULT = new ImageLimits(4 << 20, 1 << 22);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1) {
      throw new IllegalArgumentException(
          "image limits must be at least 1 byte and 1 pixel, not "
              + maxBytes
              + " bytes and "
              + maxPixels
              + " pixels");
    }
  }
}
