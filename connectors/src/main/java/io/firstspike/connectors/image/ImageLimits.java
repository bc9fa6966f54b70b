package io.firstspike.connectors.image;

import java.io.Serializable;

/**
 * Limits on the size of an image from outside, checked before memory is allocated for it.
 *
 * @param maxBytes the most bytes an encoded or raw image may have, at least 1
 * @param maxPixels the most pixels (height x width) it may decode to, at least 1
 */
public record ImageLimits(int maxBytes, int maxPixels) implements Serializable {

  /** Bytes of the largest image where no other limit is given: 4 MiB. */
  public static final int DEFAULT_BYTES = 4 << 20;

  /** Pixels of the largest image where no other limit is given: as many as 2048 x 2048. */
  public static final int DEFAULT_PIXELS = 1 << 22;

  /** The limits where no others are given. */
  public static final ImageLimits DEFAULT = new ImageLimits(DEFAULT_BYTES, DEFAULT_PIXELS);

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
