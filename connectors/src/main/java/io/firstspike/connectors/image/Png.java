package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Checks the size of one PNG before it is decoded, and hands on only the chunks that make the
 * picture. Others (texts, profiles, times) may be compressed and inflate to any size. The
 * orientation is read from Exif data.
 */
final class Png {

  private static final int SIGNATURE = 8;
  private static final int HEADER_LENGTH = 13;
  private static final int COLOURS_AT = SIGNATURE + 17;

  /** The number of bytes of a chunk beside its data: length, type and checksum. */
  private static final int FRAME = 12;

  private static final int MAX_PALETTE = 256;
  private static final int GREY = 0;
  private static final int PALETTE = 3;
  private static final int ANCILLARY = 0x20;

  private final byte[] encoded;
  private final ByteBuffer bytes;
  private final ImageLimits limits;
  private final ByteArrayOutputStream bare;
  private int depth;
  private int colours;
  private boolean greysAsPalette;
  private Orientation orientation;

  Png(byte[] encoded, ImageLimits limits) {
    this.encoded = encoded;
    this.bytes = ByteBuffer.wrap(encoded);
    this.limits = limits;
    this.bare = new ByteArrayOutputStream(encoded.length);
  }

  /** A copy of the picture with only the chunks that its pixels need. */
  BarePicture bare() throws MalformedException {
    header();
    bare.write(encoded, 0, SIGNATURE);
    int at = SIGNATURE;
    String type = "";
    while (!type.equals("IEND")) {
      requireThere(at, FRAME, "a chunk should be");
      int length = bytes.getInt(at);
      type = type(at);
      requireThere(at, FRAME + (long) Math.max(0, length), "its chunk " + type + " does");
      if (length < 0) {
        throw damaged("its chunk " + type + " has the length " + length);
      }
      chunk(at, length, type);
      at += FRAME + length;
    }
    return new BarePicture(
        greysAsPalette ? withPaletteHeader(bare.toByteArray()) : bare.toByteArray(),
        orientation == null ? Orientation.UPRIGHT : orientation);
  }

  private void chunk(int at, int length, String type) throws MalformedException {
    if (type.equals("eXIf") && orientation == null) {
      requireChecksum(at, length, type);
      orientation = Orientation.ofExif(encoded, at + 8, at + 8 + length);
    } else if (needed(type, length)) {
      requireChecksum(at, length, type);
      if (type.equals("tRNS") && colours == GREY && depth < 8 && length == 2) {
        greysAsPalette(bytes.getShort(at + 8) & 0xffff);
      } else {
        bare.write(encoded, at, FRAME + length);
      }
    }
  }

  /**
   * Turns grey samples of fewer than 8 bits into indices of a palette of all greys, with the same
   * values: ImageIO ignores transparency in such grey pictures, but not in a palette.
   */
  private void greysAsPalette(int transparent) {
    int greys = 1 << depth;
    ByteBuffer palette = ByteBuffer.allocate(3 * greys);
    byte[] alphas = new byte[greys];
    for (int i = 0; i < greys; i++) {
      byte grey = (byte) Samples.scale(i, greys - 1);
      palette.put(grey).put(grey).put(grey);
      alphas[i] = i == transparent ? 0 : (byte) 255;
    }
    write("PLTE", palette.array());
    write("tRNS", alphas);
    greysAsPalette = true;
  }

  private void write(String type, byte[] data) {
    byte[] named =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    bare.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    bare.writeBytes(named);
    bare.writeBytes(ByteBuffer.allocate(4).putInt(checksum(named, 0, named.length)).array());
  }

  private static byte[] withPaletteHeader(byte[] png) {
    png[COLOURS_AT] = PALETTE;
    ByteBuffer.wrap(png)
        .putInt(SIGNATURE + 8 + HEADER_LENGTH, checksum(png, SIGNATURE + 4, 4 + HEADER_LENGTH));
    return png;
  }

  /** Checks the size of the picture and notes its colour type. */
  private void header() throws MalformedException {
    requireThere(SIGNATURE, FRAME + HEADER_LENGTH, "its header does");
    if (type(SIGNATURE).equals("CgBI")) {
      throw ImageDecoder.unsupported("PNG as Apple's tools pack it (CgBI)", "save it anew as PNG");
    }
    if (bytes.getInt(SIGNATURE) != HEADER_LENGTH || !type(SIGNATURE).equals("IHDR")) {
      throw damaged("it does not begin with its header");
    }
    int width = bytes.getInt(SIGNATURE + 8);
    int height = bytes.getInt(SIGNATURE + 12);
    ImageDecoder.requireWithin(limits, height, width);
    depth = encoded[COLOURS_AT - 1];
    colours = encoded[COLOURS_AT];
  }

  private boolean needed(String type, int length) throws MalformedException {
    switch (type) {
      case "IHDR", "IDAT", "IEND":
        return true;
      case "PLTE":
        if (length % 3 != 0 || length > 3 * MAX_PALETTE) {
          throw damaged("its palette has " + length + " bytes");
        }
        // Without palette indices, the palette is only a suggestion for screens of few colours.
        return colours == PALETTE;
      case "tRNS":
        if (length > MAX_PALETTE) {
          throw damaged("its transparencies have " + length + " bytes");
        }
        return true;
      default:
        if ((type.charAt(0) & ANCILLARY) == 0) {
          throw damaged("its chunk " + type + " is unknown");
        }
        return false;
    }
  }

  private void requireChecksum(int at, int length, String type) throws MalformedException {
    if (checksum(encoded, at + 4, 4 + length) != bytes.getInt(at + 8 + length)) {
      throw damaged("the checksum of its chunk " + type + " is wrong");
    }
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, from, length);
    return (int) checksum.getValue();
  }

  private void requireThere(int at, long length, String what) throws MalformedException {
    if (at + length > encoded.length) {
      throw damaged("it ends before " + what);
    }
  }

  /** The four letters of a chunk's type; other bytes show as '?'. */
  private String type(int at) {
    byte[] type = new byte[4];
    for (int i = 0; i < type.length; i++) {
      byte letter = encoded[at + 4 + i];
      boolean known = letter >= 'A' && letter <= 'Z' || letter >= 'a' && letter <= 'z';
      type[i] = known ? letter : (byte) '?';
    }
    return new String(type, StandardCharsets.US_ASCII);
  }

  private static MalformedException damaged(String reason) {
    return new MalformedException(ImageDecoder.WHERE, "the PNG image is damaged: " + reason);
  }
}
