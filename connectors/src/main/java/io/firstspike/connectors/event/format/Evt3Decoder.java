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
  private static final int LAST_PLACE = 0x7ff;

  /** The types of three words in a long, and those that most often come together: 6, 0, 2. */
  private static final long THREE_TYPES = 0xf000f000f000L;

  private static final long TIME_ROW_EVENT = 0x200000006000L;

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
        block.resize(size);
        vector(word, base + at);
        size = block.size();
      } else {
        state(word, base + at);
      }
    }
    block.resize(size);
    return at;
  }

  /** Adds the events of a vector of 12 or 8 pixels. */
  private void vector(int word, long offset) {
    if ((high | row | x) < 0) {
      output.countLeftOut(1);
      return;
    }
    if (x > LAST_PLACE) {
      output.countDamaged(offset);
      return;
    }
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int size = block.size();
    int pixels = word >>> 12 == 4 ? 12 : 8;
    long time = high | low;
    int place = row | x;
    for (int bits = word & (1 << pixels) - 1; bits != 0; bits &= bits - 1) {
      times[size] = time;
      places[size] = place + Integer.numberOfTrailingZeros(bits);
      polarities[size++] = polarity;
    }
    block.resize(size);
    x += pixels;
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
