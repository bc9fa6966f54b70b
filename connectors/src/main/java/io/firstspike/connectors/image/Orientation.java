package io.firstspike.connectors.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The rotation or reflection that turns a stored picture upright: the orientation 1 to 8 that
 * cameras write into Exif data. The constants are in the order of these numbers.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  UPSIDE_DOWN(false, true, true),
  MIRRORED_UPSIDE_DOWN(false, true, false),
  TRANSPOSED(true, false, false),
  TURNED_LEFT(true, true, false),
  TRANSVERSE(true, true, true),
  TURNED_RIGHT(true, false, true);

  private static final Orientation[] BY_NUMBER = values();

  private static final int TIFF_HEADER = 8;
  private static final int FIELD = 12;
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final boolean transposed;
  private final boolean rowsReversed;
  private final boolean columnsReversed;

  Orientation(boolean transposed, boolean rowsReversed, boolean columnsReversed) {
    this.transposed = transposed;
    this.rowsReversed = rowsReversed;
    this.columnsReversed = columnsReversed;
  }

  /**
   * Reads the orientation from Exif data: a TIFF header and its first directory. Damaged Exif data,
   * or data without an orientation, leave the picture as it is stored: they are often missing, and
   * the pixels do not need them.
   *
   * @param bytes the array that contains the data
   * @param from the index of the TIFF header
   * @param to the index after the data, at most {@code bytes.length}
   */
  static Orientation ofExif(byte[] bytes, int from, int to) {
    if (to - from < TIFF_HEADER) {
      return UPRIGHT;
    }
    ByteBuffer tiff = ByteBuffer.wrap(bytes, from, to - from).slice();
    short order = tiff.getShort(0);
    if (order != 0x4d4d && order != 0x4949) {
      return UPRIGHT;
    }
    tiff.order(order == 0x4d4d ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (tiff.getShort(2) != 42 || directory + Short.BYTES > tiff.capacity()) {
      return UPRIGHT;
    }
    return ofDirectory(tiff, (int) directory);
  }

  /**
   * Reads the orientation from a directory; visits each field once and none beyond the data,
   * whatever number of fields is declared.
   */
  private static Orientation ofDirectory(ByteBuffer tiff, int directory) {
    int fields = tiff.getShort(directory) & 0xffff;
    int at = directory + Short.BYTES;
    for (int i = 0; i < fields && at + FIELD <= tiff.capacity(); i++, at += FIELD) {
      if ((tiff.getShort(at) & 0xffff) == ORIENTATION_TAG) {
        int type = tiff.getShort(at + 2);
        int number = type == SHORT ? tiff.getShort(at + 8) : type == LONG ? tiff.getInt(at + 8) : 0;
        boolean known = number >= 1 && number <= BY_NUMBER.length;
        return known ? BY_NUMBER[number - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /**
   * The number of rows of the upright picture, for a stored one of {@code height} rows and {@code
   * width} columns.
   */
  int height(int height, int width) {
    return transposed ? width : height;
  }

  /**
   * The number of columns of the upright picture, for a stored one of {@code height} rows and
   * {@code width} columns.
   */
  int width(int height, int width) {
    return transposed ? height : width;
  }

  /** The index in the upright picture, counted row by row, of a pixel of the stored one. */
  int place(int row, int column, int height, int width) {
    int y = rowsReversed ? height - 1 - row : row;
    int x = columnsReversed ? width - 1 - column : column;
    return transposed ? x * height + y : y * width + x;
  }
}
