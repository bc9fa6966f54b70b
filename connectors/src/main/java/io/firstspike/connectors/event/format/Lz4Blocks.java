package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import java.util.Arrays;

/**
 * Unpacks LZ4 frames. AEDAT 4 links the blocks of a frame, so that one repeats bytes of those
 * before it: the library for LZ4 does not read that.
 *
 * <p>Checksums are not compared: FlatBuffers' structure is checked afterwards, and a changed pixel
 * cannot be told from another one in any of the other formats either.
 */
final class Lz4Blocks {

  private static final int MAGIC = 0x184D2204;
  private static final int STORED = 1 << 31;
  private static final int LEAST_MATCH = 4;
  private static final int WORD = Long.BYTES;
  private static final int FIRST = 1 << 16;

  private final int maxBytes;
  private byte[] out = new byte[FIRST];
  private int size;

  /** Unpacks to no more than this number of bytes. */
  Lz4Blocks(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The unpacked bytes, of which {@link #size} count. */
  byte[] bytes() {
    return out;
  }

  int size() {
    return size;
  }

  /** Unpacks the frames in {@code in[0]} to {@code in[to - 1]}. */
  void unpack(byte[] in, int to) throws MalformedException {
    size = 0;
    int at = 0;
    while (at < to) {
      at = frame(in, at, to);
    }
  }

  private int frame(byte[] in, int from, int to) throws MalformedException {
    require(to - from >= 7 && LittleEndian.intAt(in, from) == MAGIC, "no LZ4 frame");
    int flags = in[from + 4];
    require((flags & 0xc0) == 0x40, "LZ4 of another version");
    require((flags & 1) == 0, "LZ4 with a dictionary");
    int most = 1 << 8 + 2 * (in[from + 5] >>> 4 & 7);
    require(most >= 1 << 16, "an LZ4 block size that cannot be");
    int blockChecksum = (flags & 0x10) == 0 ? 0 : Integer.BYTES;
    int contentChecksum = (flags & 4) == 0 ? 0 : Integer.BYTES;
    int at = from + 7 + ((flags & 8) == 0 ? 0 : Long.BYTES);
    while (true) {
      require(to - at >= Integer.BYTES, "an LZ4 frame without end");
      int word = LittleEndian.intAt(in, at);
      at += Integer.BYTES;
      if (word == 0) {
        require(to - at >= contentChecksum, "an LZ4 frame without end");
        return at + contentChecksum;
      }
      int length = word & ~STORED;
      require(length <= most && length <= to - at - blockChecksum, "an LZ4 block beyond its end");
      room(most);
      if ((word & STORED) != 0) {
        System.arraycopy(in, at, out, size, length);
        size += length;
      } else {
        size = block(in, at, at + length, out, size, size + most);
      }
      require(size <= maxBytes, "more than " + maxBytes + " bytes");
      at += length + blockChecksum;
    }
  }

  private void room(int bytes) {
    long needed = (long) size + bytes + 2 * WORD;
    if (needed > out.length) {
      out = Arrays.copyOf(out, (int) Math.max(needed, Math.min(2L * out.length, maxBytes)));
    }
  }

  /**
   * Unpacks one block: sequences of bytes as they are and of a match, which repeats earlier ones. A
   * byte tells the lengths of both, four bits each; 15 is continued by bytes of 255 and a last one.
   *
   * @return the number of bytes in {@code out}
   */
  private static int block(byte[] in, int from, int to, byte[] out, int begun, int limit)
      throws MalformedException {
    int at = from;
    int size = begun;
    while (at < to) {
      int token = in[at++];
      int plain = token >>> 4 & 0xf;
      if (plain == 0xf) {
        int more;
        do {
          require(at < to, "an LZ4 block that ends early");
          more = in[at++] & 0xff;
          plain += more;
        } while (more == 0xff);
      }
      require(plain >= 0 && plain <= to - at && plain <= limit - size, "an LZ4 block too long");
      if (plain <= 2 * WORD && at + 2 * WORD <= in.length) {
        LittleEndian.put(out, size, LittleEndian.longAt(in, at));
        LittleEndian.put(out, size + WORD, LittleEndian.longAt(in, at + WORD));
      } else {
        System.arraycopy(in, at, out, size, plain);
      }
      at += plain;
      size += plain;
      if (at == to) {
        return size;
      }
      require(to - at >= 2, "an LZ4 block that ends early");
      int back = LittleEndian.shortAt(in, at) & 0xffff;
      at += 2;
      int length = token & 0xf;
      if (length == 0xf) {
        int more;
        do {
          require(at < to, "an LZ4 block that ends early");
          more = in[at++] & 0xff;
          length += more;
        } while (more == 0xff);
      }
      length += LEAST_MATCH;
      require(back != 0 && back <= size, "an LZ4 match before the beginning");
      require(length > 0 && length <= limit - size, "an LZ4 match too long");
      repeat(out, size, back, length);
      size += length;
    }
    throw Output.malformed(Aedat4Decoder.NAME, "an LZ4 block that ends early", at);
  }

  /** Repeats bytes; {@code out} has two words of room behind the last one. */
  private static void repeat(byte[] out, int to, int back, int length) {
    int from = to - back;
    if (back >= WORD) {
      // Two words at once: most matches are no longer, and a loop would be left at another time.
      LittleEndian.put(out, to, LittleEndian.longAt(out, from));
      LittleEndian.put(out, to + WORD, LittleEndian.longAt(out, from + WORD));
      for (int i = 2 * WORD; i < length; i += WORD) {
        LittleEndian.put(out, to + i, LittleEndian.longAt(out, from + i));
      }
    } else {
      for (int i = 0; i < length; i++) {
        out[to + i] = out[from + i];
      }
    }
  }

  private static void require(boolean sound, String fault) throws MalformedException {
    if (!sound) {
      throw new MalformedException(Output.WHERE, fault);
    }
  }
}
