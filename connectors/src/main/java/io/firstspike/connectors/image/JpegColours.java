package io.firstspike.connectors.image;

import java.io.ByteArrayOutputStream;

/**
 * Finds the colour space of a JPEG by the rules of libjpeg, which other decoders follow: a JFIF
 * segment means luma and colour differences; otherwise Adobe's segment decides; otherwise the names
 * of the components.
 *
 * <p>ImageIO follows other rules where segments are missing: three components of one size, without
 * JFIF and Exif and with unusual names, it takes for red, green and blue. So ImageIO is given one
 * new, unambiguous segment in place of those of the file.
 */
final class JpegColours {

  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;

  /** The shortest JFIF segment that libjpeg reads, in bytes, its length field included. */
  private static final int JFIF_LENGTH = 16;

  private static final int ADOBE_LENGTH = 14;
  private static final int ADOBE_TRANSFORM_AT = 13;

  /** A JFIF segment: version 1.1, square pixels, no thumbnail. */
  private static final int[] JFIF = {
    0xff, APP0, 0, JFIF_LENGTH, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  /** An Adobe segment without a colour transform: red, green and blue. */
  private static final int[] ADOBE_RGB = {
    0xff, APP14, 0, ADOBE_LENGTH, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private boolean jfif;
  private boolean adobe;
  private int adobeTransform;
  private boolean namedRgb;

  /**
   * Notes the colours that an application segment declares.
   *
   * @param marker the marker of the segment
   * @param bytes the file
   * @param at the index of its length field, which is followed by {@code length - 2} bytes
   * @param length the length, in bytes, with the length field
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

  /** Notes the names of three components. */
  void names(int first, int second, int third) {
    namedRgb = first == 'R' && second == 'G' && third == 'B';
  }

  /**
   * Writes the segment from which ImageIO learns the colours; for a single component it means grey.
   */
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
