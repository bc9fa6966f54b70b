package io.firstspike.connectors.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Builds PNGs chunk by chunk, such as no encoder writes. */
final class Pngs {

  static final int GREY = 0;
  static final int COLOUR = 2;
  static final int PALETTE = 3;
  static final int COLOUR_AND_ALPHA = 6;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Pngs() {
    bytes.writeBytes(SIGNATURE);
  }

  /** Begins a PNG with a header. */
  static Pngs of(int width, int height, int depth, int colours) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colours).put((byte) 0).put((byte) 0).put((byte) 0);
    return new Pngs().chunk("IHDR", header.array());
  }

  /** Adds a chunk. */
  Pngs chunk(String type, byte[] data) {
    return chunk(type, data.length, data);
  }

  /** Adds a chunk that declares {@code length} bytes. */
  Pngs chunk(String type, int length, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    bytes.writeBytes(name);
    bytes.writeBytes(data);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    return this;
  }

  /** The bytes of the PNG, with pixel data that inflate to {@code length} zeros, and the end. */
  byte[] blank(long length) {
    return chunk("IDAT", deflatedZeros(length)).chunk("IEND", new byte[0]).bytes();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Deflated bytes that inflate to {@code data}. */
  static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] buffer = new byte[data.length + 64];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length);
  }

  /** Deflated bytes that inflate to {@code length} zeros: about a thousandth of them. */
  static byte[] deflatedZeros(long length) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 16];
    byte[] buffer = new byte[1 << 13];
    for (long left = length; left > 0; left -= zeros.length) {
      deflater.setInput(zeros, 0, (int) Math.min(left, zeros.length));
      while (!deflater.needsInput()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }
}
