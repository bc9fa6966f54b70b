package io.firstspike.connectors.event.format;

import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Unpacks packets of AEDAT 4, one after the other. */
final class Packing {

  static final int NONE = 0;
  static final int LZ4 = 1;
  static final int LZ4_HIGH = 2;
  static final int ZSTD = 3;
  static final int ZSTD_HIGH = 4;

  /** The last of these numbers. */
  static final int LAST = ZSTD_HIGH;

  /** A window of 8 MiB, which every decoder has to have. */
  private static final int LARGEST_WINDOW = 23;

  private final int kind;
  private final int maxBytes;
  private final Lz4Blocks lz4;
  private byte[] bytes = new byte[0];
  private int size;

  Packing(int kind, int maxBytes) {
    this.kind = kind;
    this.maxBytes = maxBytes;
    this.lz4 = new Lz4Blocks(maxBytes);
  }

  static boolean known(int kind) {
    return kind >= NONE && kind <= LAST;
  }

  /** The number of the way in which packets are packed. */
  int kind() {
    return kind;
  }

  /** The bytes unpacked last, of which {@link #size} count. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void unpack(Gathered packet) throws MalformedException {
    switch (kind) {
      case LZ4, LZ4_HIGH -> {
        lz4.unpack(packet.bytes(), packet.size());
        bytes = lz4.bytes();
        size = lz4.size();
      }
      case ZSTD, ZSTD_HIGH -> zstd(packet);
      default -> {
        bytes = packet.bytes();
        size = packet.size();
      }
    }
  }

  private void zstd(Gathered packet) throws MalformedException {
    try (ZstdInputStreamNoFinalizer in =
        new ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(packet.bytes(), 0, packet.size()))) {
      in.setLongMax(LARGEST_WINDOW);
      bytes = in.readNBytes(maxBytes);
      size = bytes.length;
    } catch (IOException | ZstdException e) {
      throw new MalformedException(Output.WHERE, "damaged Zstandard data: " + e.getMessage(), e);
    }
  }
}
