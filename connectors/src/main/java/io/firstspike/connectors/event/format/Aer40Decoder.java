package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decodes 40-bit address events, as in N-MNIST and N-Caltech101, the highest byte first: 8 bits x,
 * 8 bits y, 1 bit polarity, 23 bits time in microseconds. There is no header.
 *
 * <p>A word with y = 240, one row below the sensor, is no event: all times after it are 8,192
 * microseconds later.
 */
final class Aer40Decoder extends WordDecoder {

  static final int BYTES = 5;
  static final int LATER_ROW = 240;
  static final int LATER = 1 << 13;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private long added;

  /** A decoder; there is nothing to limit. */
  static Aer40Decoder of(EventSink sink, EventLimits limits) {
    return new Aer40Decoder(sink);
  }

  private Aer40Decoder(EventSink sink) {
    // No byte can begin a line of the header: there is none.
    super("aer40", BYTES, new TextHeader("aer40", "\uffff", 0), new Output(sink));
  }

  @Override
  void begin(TextHeader read) {}

  @Override
  void passMore(StateBytes state) throws MalformedException {
    added = state.number(added, 0, Long.MAX_VALUE);
  }

  @Override
  int fill(byte[] bytes, int from, int to, long base) {
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int size = block.size();
    int at = from;
    for (; at < to && size < times.length; at += BYTES) {
      // The 40 bits of a word in the upper part of a long, which reads beyond it where it can.
      long word = at + Long.BYTES <= bytes.length ? (long) LONGS.get(bytes, at) : last(bytes, at);
      int y = (int) (word >>> 48) & 0xff;
      times[size] = (word >>> 24 & 0x7fffff) + added;
      places[size] = y << 16 | (int) (word >>> 56);
      polarities[size] = (byte) (word >>> 47 & 1);
      if (y == LATER_ROW) {
        added += LATER;
        output.countLeftOut(1);
      } else {
        size++;
      }
    }
    block.resize(size);
    return at;
  }

  private static long last(byte[] bytes, int at) {
    long word = 0;
    for (int i = 0; i < BYTES; i++) {
      word = word << 8 | bytes[at + i] & 0xff;
    }
    return word << 24;
  }
}
