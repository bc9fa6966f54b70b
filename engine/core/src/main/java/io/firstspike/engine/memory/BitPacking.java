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

  /** Writes the low {@code bits} bits of {@code value}, whose other bits are zero; at most 24. */
  void write(int value, int bits) {
    int shifted = value << (at & 7);
    for (int index = at >>> 3; shifted != 0; index++, shifted >>>= Byte.SIZE) {
      bytes[index] |= (byte) shifted;
    }
    at += bits;
  }

  /** Reads a number of {@code bits} bits, at most 24. */
  int read(int bits) {
    int value = 0;
    int index = at >>> 3;
    for (int got = -(at & 7); got < bits; got += Byte.SIZE, index++) {
      int next = bytes[index] & 0xff;
      value |= got < 0 ? next >>> -got : next << got;
    }
    at += bits;
    return value & (1 << bits) - 1;
  }

  /** The bytes that have been written to. */
  byte[] written() {
    return Arrays.copyOf(bytes, (at + 7) / Byte.SIZE);
  }
}
