package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;

/**
 * Decodes EVT 3: words of 16 bits, the lowest byte first, with their type in the upper four.
 *
 * <pre>
 * 0 row          y in the lower 11 bits
 * 2 event        x in the lower 11 bits, polarity above
 * 3 vector base  x and polarity of the first pixel of the vectors that follow
 * 4 vector       12 pixels from x on, an event where the bit is set; then x is 12 more
 * 5 vector       8 pixels
 * 6 low time     lower 12 bits of the time
 * 8 high time    upper 12 bits of the time, which roll over
 * 10 trigger; 7, 14, 15 others: left out
 * </pre>
 */
final class Evt3Decoder extends WordDecoder {

  private static final String NAME = "evt3";
  private static final int BYTES = 2;

  /** Bytes that are looked at together: four words behind four that are passed over. */
  private static final int AHEAD = 16;

  private static final int LAST_PLACE = 0x7ff;

  /** Words that come together, as types of words in a long, the first in its lowest bits. */
  private static final long FOUR_TYPES = 0xf000f000f000f000L;

  private static final long THREE_TYPES = 0xf000f000f000L;
  private static final long TIME_ROW_EVENT = 0x200000006000L;
  private static final int TWO_TYPES = 0xf000f000;
  private static final int ROW_EVENT = 0x20000000;

  /** A word of type 14 with its 28 further bits. */
  private static final long OTHER_WITH_REST = 0x7000f000f000e000L;

  private static final int HIGH_TIME = 0x8000;

  private final RollingTime clock = new RollingTime(12);
  private long high = -1;
  private long low;
  private int row = -1;
  private int x = -1;
  private byte polarity;

  Evt3Decoder(EventSink sink, EventLimits limits) {
    super(NAME, BYTES, EvtHeader.of(NAME, limits), new Output(sink));
  }

  @Override
  void begin(TextHeader read) throws MalformedException {
    EvtHeader.read(read, NAME, "3.0", this);
  }

  @Override
  void passMore(StateBytes state) throws MalformedException {
    clock.pass(state);
    high = state.number(high, -1, Long.MAX_VALUE);
    low = state.number(low, 0, 0xfff);
    row = state.number(row, -1, LAST_PLACE << 16);
    x = state.number(x, -1, LAST_PLACE + 12);
    polarity = (byte) state.number(polarity, 0, 1);
  }

  @Override
  int fill(byte[] bytes, int from, int to, long base) {
    int at = from;
    while (at < to && output.hasRoom()) {
      at = words(bytes, at, to, base);
      if (at < to && output.hasRoom()) {
        at = together(bytes, at, to);
      }
    }
    return at;
  }

  /** Decodes words up to the next one that says the high time again, and returns where that is. */
  private int words(byte[] bytes, int from, int to, long base) {
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int most = block.capacity() - EventBlock.LEAST_CAPACITY;
    int lastThree = Math.min(to, bytes.length - BYTES) - 3 * BYTES;
    int size = block.size();
    int at = from;
    for (; at < to && size <= most; at += BYTES) {
      long three = at <= lastThree ? LittleEndian.longAt(bytes, at) : 0;
      int word = LittleEndian.shortAt(bytes, at) & 0xffff;
      if ((three & THREE_TYPES) == TIME_ROW_EVENT && high >= 0) {
        low = word & 0xfff;
        row = (int) (three & LAST_PLACE << 16);
        times[size] = high | low;
        places[size] = row | (int) (three >>> 32) & LAST_PLACE;
        polarities[size++] = (byte) (three >>> 43 & 1);
        at += 2 * BYTES;
      } else if (word >>> 12 == 2 && (high | row) >= 0) {
        times[size] = high | low;
        places[size] = row | word & LAST_PLACE;
        polarities[size++] = (byte) (word >>> 11 & 1);
      } else if (word >>> 13 == 2) {
        size = vector(word, size, base + at);
      } else if (word == highWord() && high >= 0 && at <= to - AHEAD) {
        break;
      } else {
        state(word, base + at);
      }
    }
    block.resize(size);
    return at;
  }

  /** The word that says the last high time again. */
  private int highWord() {
    return HIGH_TIME | (int) (high >>> 12) & 0xfff;
  }

  /**
   * Decodes words that come together, and returns where others begin. Cameras repeat the high time
   * between events; up to four words that say it again are passed over without a branch, since a
   * processor could not foresee how many there are.
   */
  private int together(byte[] bytes, int from, int to) {
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int begun = block.size();
    int size = begun;
    long lastHigh = high;
    long fourHigh = highWord() * 0x1000100010001L;
    // Room for an event in each three words.
    int last = (int) Math.min(to - AHEAD, from + 3L * BYTES * (block.room() - 1));
    int at = from;
    while (at <= last) {
      long next = LittleEndian.longAt(bytes, at);
      at += Long.numberOfTrailingZeros(next ^ fourHigh) >>> 3 & -BYTES;
      next = LittleEndian.longAt(bytes, at);
      if ((next & THREE_TYPES) == TIME_ROW_EVENT) {
        times[size] = lastHigh | next & 0xfff;
        places[size] = (int) next & LAST_PLACE << 16 | (int) (next >>> 32) & LAST_PLACE;
        polarities[size++] = (byte) (next >>> 43 & 1);
        at += 3 * BYTES;
      } else if ((next & FOUR_TYPES) == OTHER_WITH_REST) {
        output.countLeftOut(4);
        at += 4 * BYTES;
      } else {
        break;
      }
    }
    if (size > begun) {
      low = (int) times[size - 1] & 0xfff;
      row = places[size - 1] & LAST_PLACE << 16;
      block.resize(size);
    }
    return at;
  }

  /** Writes the events of a vector of 12 or 8 pixels, and returns how many there are then. */
  private int vector(int word, int size, long offset) {
    if ((high | row | x) < 0) {
      output.countLeftOut(1);
      return size;
    }
    if (x > LAST_PLACE) {
      output.countDamaged(offset);
      return size;
    }
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int pixels = word >>> 12 == 4 ? 12 : 8;
    long time = high | low;
    int place = row | x;
    int next = size;
    for (int bits = word & (1 << pixels) - 1; bits != 0; bits &= bits - 1) {
      times[next] = time;
      places[next] = place + Integer.numberOfTrailingZeros(bits);
      polarities[next++] = polarity;
    }
    x += pixels;
    return next;
  }

  /** Reads a word that is no event, or one before the first time and row. */
  private void state(int word, long offset) {
    switch (word >>> 12) {
      case 0 -> row = (word & LAST_PLACE) << 16;
      case 3 -> {
        x = word & LAST_PLACE;
        polarity = (byte) (word >>> 11 & 1);
      }
      case 6 -> low = word & 0xfff;
      case 8 -> high = clock.next(word & 0xfff) << 12;
      case 2, 7, 10, 14, 15 -> output.countLeftOut(1);
      default -> output.countDamaged(offset);
    }
  }
}
