package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import java.util.Arrays;

/**
 * A known number of bytes that are gathered from pieces. The array grows with what has come, not
 * with what was announced.
 */
final class Gathered {

  private static final int FIRST = 1 << 12;

  /** Bytes beyond the end that may be read, so that words can be. */
  static final int SLACK = 16;

  private byte[] bytes = new byte[FIRST];
  private int size;
  private int whole;

  /** Begins anew, with this number of bytes to come. */
  void begin(int length) {
    size = 0;
    whole = length;
  }

  boolean complete() {
    return size == whole;
  }

  int size() {
    return size;
  }

  /** The bytes, of which {@link #size} count, and {@link #SLACK} more can be read. */
  byte[] bytes() {
    return bytes;
  }

  /** Takes bytes until it is complete and returns the place of the first one not taken. */
  int take(byte[] from, int at, int to) {
    int more = Math.min(whole - size, to - at);
    if (size + more + SLACK > bytes.length) {
      bytes = Arrays.copyOf(bytes, grown(size + more));
    }
    System.arraycopy(from, at, bytes, size, more);
    size += more;
    return at + more;
  }

  /** Passes what has come, of a whole between two limits. */
  void pass(StateBytes state, int least, int most) throws MalformedException {
    whole = state.number(whole, least, most);
    byte[] come = state.bytes(bytes, size, whole);
    if (state.reading()) {
      size = 0;
      take(come, 0, come.length);
    }
  }

  private int grown(int needed) {
    long doubled = Math.min(2L * bytes.length, (long) whole + SLACK);
    return (int) Math.max(needed + (long) SLACK, doubled);
  }
}
