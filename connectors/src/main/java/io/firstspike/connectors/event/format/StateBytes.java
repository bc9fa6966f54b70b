package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A decoder's state on its way into bytes, or out of them. A decoder passes each field once, in one
 * order, and keeps what comes back: the same value while writing, the one written while reading.
 *
 * <p>The bytes are a version, the name of the format, the fields (numbers as 7 bits a byte, the
 * lowest first, the sign in bit 0) and a CRC-32 of all before, the highest byte first. While
 * reading, a length is compared with the bytes that are there before anything is allocated.
 */
final class StateBytes {

  private static final int VERSION = 1;
  private static final int MOST_BITS = 63;

  /** The fields of a decoder, passed one after the other. */
  @FunctionalInterface
  interface Fields {
    void pass(StateBytes state) throws MalformedException;
  }

  /** Null while reading. */
  private final ByteArrayOutputStream written;

  private final byte[] read;
  private final int end;
  private int at;

  private StateBytes(ByteArrayOutputStream written, byte[] read, int end) {
    this.written = written;
    this.read = read;
    this.end = end;
  }

  static byte[] write(String format, Fields fields) {
    StateBytes state = new StateBytes(new ByteArrayOutputStream(64), new byte[0], 0);
    state.written.write(VERSION);
    try {
      state.text(format);
      fields.pass(state);
    } catch (MalformedException e) {
      throw new IllegalStateException("a decoder that is in no state to go on", e);
    }
    byte[] bytes = state.written.toByteArray();
    return ByteBuffer.allocate(bytes.length + Integer.BYTES)
        .put(bytes)
        .putInt(check(bytes, bytes.length))
        .array();
  }

  static void read(String format, byte[] bytes, Fields fields) throws MalformedException {
    int end = bytes.length - Integer.BYTES;
    if (end < 1 || ByteBuffer.wrap(bytes).getInt(end) != check(bytes, end)) {
      throw damaged(bytes.length + " bytes that do not agree with their check");
    }
    if (bytes[0] != VERSION) {
      throw damaged("version " + bytes[0] + ", not " + VERSION);
    }
    StateBytes state = new StateBytes(null, bytes, end);
    state.at = 1;
    String said = state.text("");
    if (!said.equals(format)) {
      throw damaged("it is of " + said + ", not of " + format);
    }
    fields.pass(state);
    if (state.at != end) {
      throw damaged((end - state.at) + " bytes too many");
    }
  }

  private static int check(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  boolean reading() {
    return written == null;
  }

  /** A number between two bounds, both possible. */
  long number(long value, long least, long most) throws MalformedException {
    long passed = value;
    if (reading()) {
      passed = readNumber();
    } else {
      writeNumber(value);
    }
    if (passed < least || passed > most) {
      throw damaged(passed + " where " + least + " to " + most + " can be");
    }
    return passed;
  }

  int number(int value, int least, int most) throws MalformedException {
    return (int) number((long) value, least, most);
  }

  boolean flag(boolean value) throws MalformedException {
    return number(value ? 1 : 0, 0, 1) == 1;
  }

  String text(String value) throws MalformedException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return new String(bytes(bytes, bytes.length, Integer.MAX_VALUE), StandardCharsets.UTF_8);
  }

  /** The first bytes of an array; while reading, an array of these alone. */
  byte[] bytes(byte[] value, int size, int most) throws MalformedException {
    int length = number(size, 0, most);
    if (!reading()) {
      written.write(value, 0, length);
      return value;
    }
    if (length > end - at) {
      throw damaged("it ends early");
    }
    at += length;
    return Arrays.copyOfRange(read, at - length, at);
  }

  /** Passes the first bytes of an array that stays, and returns how many they are. */
  int bytesWithin(byte[] array, int size, int most) throws MalformedException {
    byte[] passed = bytes(array, size, most);
    int length = reading() ? passed.length : size;
    System.arraycopy(passed, 0, array, 0, length);
    return length;
  }

  private void writeNumber(long value) {
    long rest = value << 1 ^ value >> MOST_BITS;
    for (; (rest & ~0x7f) != 0; rest >>>= 7) {
      written.write((int) rest | 0x80);
    }
    written.write((int) rest);
  }

  private long readNumber() throws MalformedException {
    long rest = 0;
    for (int shift = 0; shift <= MOST_BITS; shift += 7) {
      if (at == end) {
        throw damaged("it ends early");
      }
      byte next = read[at++];
      rest |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return rest >>> 1 ^ -(rest & 1);
      }
    }
    throw damaged("a number without an end");
  }

  private static MalformedException damaged(String fault) {
    return new MalformedException(
        Output.WHERE, "the state of a decoder of events cannot be read: " + fault);
  }
}
