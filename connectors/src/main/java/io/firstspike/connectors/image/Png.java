package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * One PNG before it is decoded: its size is checked, and only the chunks that make the picture are
 * handed on. Others (texts, profiles, times) may be compressed and inflate to any size.
 */
final class Png {

  private static final int SIGNATURE = 8;
  private static final int HEADER_LENGTH = 13;

  /** Length, type and checksum. */
  private static final int FRAME = 12;

  private static final int MAX_PALETTE = 256;
  private static final int PALETTE = 3;
  private static final int ANCILLARY = 0x20;

  private final byte[] encoded;
  private final ByteBuffer bytes;
  private final ImageLimits limits;

  Png(byte[] encoded, ImageLimits limits) {
    this.encoded = encoded;
    this.bytes = ByteBuffer.wrap(encoded);
    this.limits = limits;
  }

  /** The same picture without what it does not need. */
  byte[] bare() throws MalformedException {
    int colours = header();
    ByteArrayOutputStream bare = new ByteArrayOutputStream(encoded.length);
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
      if (needed(type, length, colours)) {
        requireChecksum(at, length, type);
        bare.write(encoded, at, FRAME + length);
      }
      at += FRAME + length;
    }
    return bare.toByteArray();
  }

  /** Checks the size of the picture; its type of colours. */
  private int header() throws MalformedException {
    requireThere(SIGNATURE, FRAME + HEADER_LENGTH, "its header does");
    if (bytes.getInt(SIGNATURE) != HEADER_LENGTH || !type(SIGNATURE).equals("IHDR")) {
      throw damaged("it does not begin with its header");
    }
    int width = bytes.getInt(SIGNATURE + 8);
    int height = bytes.getInt(SIGNATURE + 12);
    ImageDecoder.requireWithin(limits, height, width);
    return encoded[SIGNATURE + 17];
  }

  private boolean needed(String type, int length, int colours) throws MalformedException {
    switch (type) {
      case "IHDR", "IDAT", "IEND":
        return true;
      case "PLTE":
        if (length % 3 != 0 || length > 3 * MAX_PALETTE) {
          throw damaged("its palette has " + length + " bytes");
        }
        // Without palette indices it is but a suggestion to those who have few colours.
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
    CRC32 checksum = new CRC32();
    checksum.update(encoded, at + 4, 4 + length);
    if ((int) checksum.getValue() != bytes.getInt(at + 8 + length)) {
      throw damaged("the checksum of its chunk " + type + " is wrong");
    }
  }

  private void requireThere(int at, long length, String what) throws MalformedException {
    if (at + length > encoded.length) {
      throw damaged("it ends before " + what);
    }
  }

  /** The four letters of a chunk; whatever is no letter shows as '?'. */
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
