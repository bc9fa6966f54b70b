package io.firstspike.engine.memory;

import java.util.Arrays;

/** Numbers of a few bits each, one after the other in bytes, low bits first. */
final class BitPacking {

  private final byte[] bytes;
  private int at;

  BitPacking(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Goes to the first bit of byte {@code index}. */
  BitPacking from(int index) {
    at = index * Byte.SIZE;
    return this;
  }

  void write(int value, int bits) {
    for (int bit = 0; bit < bits; bit++, at++) {
      bytes[at >>> 3] |= (byte) ((value >>> bit & 1) << (at & 7));
    }
  }

  int read(int bits) {
    int value = 0;
    for (int bit = 0; bit < bits; bit++, at++) {
      value |= (bytes[at >>> 3] >>> (at & 7) & 1) << bit;
    }
    return value;
  }

  /** The bytes that have been written to. */
  byte[] written() {
    return Arrays.copyOf(bytes, (at + 7) / Byte.SIZE);
  }
}
