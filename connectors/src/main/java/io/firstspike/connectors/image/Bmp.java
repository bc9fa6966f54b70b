package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Checks one BMP before it is decoded: its size, and the declared sizes of its parts. A colour
 * profile, linked or embedded, is left out.
 */
final class Bmp {

  private static final int FILE_HEADER = 14;

  /**
   * The length of the oldest header, in bytes; it has 16-bit sizes and neither compression nor
   * profile.
   */
  private static final int OLDEST = 12;

  private static final int WITH_MASKS = 52;
  private static final int WITH_ALPHA_MASK = 56;
  private static final int WITH_PROFILE = 108;
  private static final Set<Long> WINDOWS = Set.of(40L, 52L, 56L, 108L, 124L);

  /** The length of the header of OS/2 2, in bytes; it may be cut after any field. */
  private static final int OS2 = 64;

  private static final int OS2_SHORTEST = 16;
  private static final int MAX_PALETTE = 256;

  private static final int FILE_SIZE_AT = 2;
  private static final int PIXELS_AT = 10;
  private static final int BITS_AT = 28;
  private static final int COMPRESSION_AT = 30;
  private static final int CODED_SIZE_AT = 34;
  private static final int COLOURS_AT = 46;
  private static final int PROFILE_AT = 70;

  private static final int RUNS_OF_8_BITS = 1;
  private static final int RUNS_OF_4_BITS = 2;
  private static final int JPEG_INSIDE = 4;
  private static final int PNG_INSIDE = 5;
  private static final int ALPHA_MASKS = 6;
  private static final int CMYK = 11;
  private static final int CMYK_RUNS_OF_4_BITS = 13;

  /** The number of the standard colour space: "sRGB" in ASCII. */
  private static final int STANDARD = 0x73524742;

  private final ByteBuffer bytes;
  private final ImageLimits limits;

  Bmp(byte[] encoded, ImageLimits limits) {
    this.bytes = ByteBuffer.wrap(encoded.clone()).order(ByteOrder.LITTLE_ENDIAN);
    this.limits = limits;
  }

  /** A copy of the picture without a colour profile. */
  BarePicture bare() throws MalformedException {
    long header = number(FILE_HEADER);
    requireKind(header);
    if (header == OLDEST) {
      int width = bytes.getShort(FILE_HEADER + 4) & 0xffff;
      int height = bytes.getShort(FILE_HEADER + 6) & 0xffff;
      ImageDecoder.requireWithin(limits, height, width);
    } else {
      checkHeader((int) header);
    }
    requireInside("its pixels begin at byte ", number(PIXELS_AT));
    boolean extended = header == WITH_MASKS || header == WITH_ALPHA_MASK;
    ByteBuffer bare = extended ? extended((int) header) : bytes;
    // Many programs leave the size 0, which ImageIO takes literally.
    bare.putInt(FILE_SIZE_AT, bare.capacity());
    return new BarePicture(bare.array(), Orientation.UPRIGHT);
  }

  private void requireKind(long header) throws MalformedException {
    if (header >= OS2_SHORTEST && header <= OS2 && header % 4 == 0 && !WINDOWS.contains(header)) {
      throw ImageDecoder.unsupported("OS/2 2 BMP", "save it as a Windows BMP or as PNG");
    }
    if (header != OLDEST && !WINDOWS.contains(header) || FILE_HEADER + header > bytes.capacity()) {
      throw damaged("its header has " + header + " bytes");
    }
  }

  private void checkHeader(int header) throws MalformedException {
    // A negative height means rows from top to bottom.
    int height = Math.abs(bytes.getInt(FILE_HEADER + 8));
    ImageDecoder.requireWithin(limits, height, bytes.getInt(FILE_HEADER + 4));
    long compression = number(COMPRESSION_AT);
    requireKnown(compression, bytes.getShort(BITS_AT));
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

  private static void requireKnown(long compression, int bits) throws MalformedException {
    if (compression == JPEG_INSIDE || compression == PNG_INSIDE) {
      // The size in this header does not bound that of the image inside.
      throw ImageDecoder.unsupported("a BMP with a JPEG or PNG inside", "send what is inside");
    }
    if (compression >= CMYK && compression <= CMYK_RUNS_OF_4_BITS) {
      throw ImageDecoder.unsupported("CMYK BMP", "convert it to RGB or grey");
    }
    if (compression == ALPHA_MASKS || bits == 2 || bits == 64) {
      throw ImageDecoder.unsupported(
          "BMP of " + bits + " bits with compression " + compression, "save it as PNG");
    }
    if (compression > ALPHA_MASKS) {
      throw damaged("its compression is " + compression);
    }
  }

  /**
   * A copy of the picture with the header that ImageIO reads; the last fields of this header may be
   * missing.
   */
  private ByteBuffer extended(int header) {
    int more = WITH_PROFILE - header;
    int pixels = FILE_HEADER + header;
    byte[] old = bytes.array();
    ByteBuffer extended = ByteBuffer.allocate(old.length + more).order(ByteOrder.LITTLE_ENDIAN);
    extended.put(old, 0, pixels).position(pixels + more).put(old, pixels, old.length - pixels);
    extended.putInt(FILE_HEADER, WITH_PROFILE).putInt(PIXELS_AT, bytes.getInt(PIXELS_AT) + more);
    return extended.putInt(PROFILE_AT, STANDARD);
  }

  private void requireInside(String what, long number) throws MalformedException {
    if (number > bytes.capacity()) {
      throw damaged(what + number + ", but it has " + bytes.capacity() + " bytes");
    }
  }

  /** The unsigned 32-bit number at {@code at}. */
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
