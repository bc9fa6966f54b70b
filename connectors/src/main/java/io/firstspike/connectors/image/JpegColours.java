package io.firstspike.connectors.image;

import java.io.ByteArrayOutputStream;

/**
 * Finds out what the components of a JPEG mean, by the rules of libjpeg, which other decoders
 * follow: a JFIF segment means luma and colour differences; else Adobe's segment says; else the
 * names of the components do.
 *
 * <p>ImageIO follows other rules where segments are missing: three components of one size, without
 * JFIF and Exif and with unusual names, it takes for red, green and blue. So it is given one
 * segment of our own that leaves nothing to be guessed, instead of those of the file.
 */
final class JpegColours {

  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;

  /** Libjpeg leaves shorter ones alone; both lengths count themselves. */
  private static final int JFIF_LENGTH = 16;

  private static final int ADOBE_LENGTH = 14;
  private static final int ADOBE_TRANSFORM_AT = 13;

  /** Version 1.1, square pixels, no thumbnail. */
  private static final int[] JFIF = {
    0xff, APP0, 0, JFIF_LENGTH, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  /** Without a transform: red, green and blue. */
  private static final int[] ADOBE_RGB = {
    0xff, APP14, 0, ADOBE_LENGTH, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private boolean jfif;
  private boolean adobe;
  private int adobeTransform;
  private boolean namedRgb;

  /**
   * Takes note of a segment that an application wrote.
   *
   * @param bytes what holds the segment
   * @param at where its length stands, followed by {@code length - 2} bytes that are there
   */
  void segment(int marker, byte[] bytes, int at, int length) {
    if (marker == APP0 && length >= JFIF_LENGTH && begins(bytes, at + 2, 'J', 'F', 'I', 'F', 0)) {
      jfif = true;
    }
    if (marker == APP14
        && length >= ADOBE_LENGTH
        && begins(bytes, at + 2, 'A', 'd', 'o', 'b', 'e')) {
      adobe = true;
      adobeTransform = bytes[at + ADOBE_TRANSFORM_AT];
    }
  }

  /** Takes note of what three components are called. */
  void names(int first, int second, int third) {
    namedRgb = first == 'R' && second == 'G' && third == 'B';
  }

  /** Writes the segment that tells ImageIO; for a single component it means grey. */
  void write(ByteArrayOutputStream out) {
    for (int b : isRgb() ? ADOBE_RGB : JFIF) {
      out.write(b);
    }
  }

  private boolean isRgb() {
    return !jfif && (adobe ? adobeTransform == 0 : namedRgb);
  }

  static boolean begins(byte[] bytes, int from, int... name) {
    for (int i = 0; i < name.length; i++) {
      if (bytes[from + i] != name[i]) {
        return false;
      }
    }
    return true;
  }
}
