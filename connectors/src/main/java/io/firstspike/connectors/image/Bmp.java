package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One BMP before it is decoded: its size, and what it says about the sizes of its parts, is
 * checked; a colour profile that it links or holds is passed over.
 */
final class Bmp {

  private static final int FILE_HEADER = 14;

  /** The size of the oldest header, which has 16-bit sizes and neither compression nor profile. */
  private static final int OLDEST = 12;

  private static final int PLAIN = 40;
  private static final int WITH_PROFILE = 108;
  private static final int MAX_PALETTE = 256;

  private static final int PIXELS_AT = 10;
  private static final int COMPRESSION_AT = 30;
  private static final int CODED_SIZE_AT = 34;
  private static final int COLOURS_AT = 46;
  private static final int PROFILE_AT = 70;

  private static final int RUNS_OF_8_BITS = 1;
  private static final int RUNS_OF_4_BITS = 2;
  private static final int JPEG_INSIDE = 4;
  private static final int PNG_INSIDE = 5;

  /** The standard colours: "sRGB". */
  private static final int STANDARD = 0x73524742;

  private final ByteBuffer bytes;
  private final ImageLimits limits;

  Bmp(byte[] encoded, ImageLimits limits) {
    this.bytes = ByteBuffer.wrap(encoded.clone()).order(ByteOrder.LITTLE_ENDIAN);
    this.limits = limits;
  }

  /** The same picture without profile. */
  byte[] bare() throws MalformedException {
    long header = number(FILE_HEADER);
    if (header < OLDEST || FILE_HEADER + header > bytes.capacity()) {
      throw damaged("its header has " + header + " bytes");
    }
    if (header == OLDEST) {
      int width = bytes.getShort(FILE_HEADER + 4) & 0xffff;
      int height = bytes.getShort(FILE_HEADER + 6) & 0xffff;
      ImageDecoder.requireWithin(limits, height, width);
    } else if (header >= PLAIN) {
      checkHeader(header);
    } else {
      throw damaged("its header has " + header + " bytes");
    }
    requireInside("its pixels begin at byte ", number(PIXELS_AT));
    return bytes.array();
  }

  private void checkHeader(long header) throws MalformedException {
    // Rows from the top down are written as a negative height.
    int height = Math.abs(bytes.getInt(FILE_HEADER + 8));
    ImageDecoder.requireWithin(limits, height, bytes.getInt(FILE_HEADER + 4));
    long compression = number(COMPRESSION_AT);
    if (compression == JPEG_INSIDE || compression == PNG_INSIDE) {
      // Its own header would not bound the size of what is inside.
      throw new MalformedException(
          ImageDecoder.WHERE,
          "a BMP with a JPEG or PNG inside is not supported: send what is inside");
    }
    if (compression == RUNS_OF_8_BITS || compression == RUNS_OF_4_BITS) {
      requireInside("the size of its pixels is ", number(CODED_SIZE_AT));
    }
    if (number(COLOURS_AT) > MAX_PALETTE) {
      throw damaged("its palette has " + number(COLOURS_AT) + " colours");
    }
    if (header >= WITH_PROFILE) {
      bytes.putInt(PROFILE_AT, STANDARD);
    }
  }

  private void requireInside(String what, long number) throws MalformedException {
    if (number > bytes.capacity()) {
      throw damaged(what + number + ", but it has " + bytes.capacity() + " bytes");
    }
  }

  /** Four bytes, unsigned. */
  private long number(int at) throws MalformedException {
    if (at + Integer.BYTES > bytes.capacity()) {
      throw damaged("it ends in its header");
    }
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private static MalformedException damaged(String reason) {
    return new MalformedException(ImageDecoder.WHERE, "the BMP image is damaged: " + reason);
  }
}
