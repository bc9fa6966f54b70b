package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;

/**
 * Decodes EVT 2.1: words of 64 bits, the lowest byte first, with their type in the upper four.
 *
 * <pre>
 * 0, 1 events of that polarity: 6 bits of time, 11 bits x, 11 bits y, then a bit for each of the
 *      32 pixels from x on, the lowest bit for x
 * 8    high time: the 28 bits above these 6, which roll over
 * 10 trigger; 14, 15 others: left out
 * </pre>
 *
 * <p>Where the header says {@code endianness=legacy} the halves of each word are exchanged.
 */
final class Evt21Decoder extends WordDecoder {

  private static final String NAME = "evt2.1";
  private static final int BYTES = 8;

  private final RollingTime clock = new RollingTime(28);
  private long high = -1;
  private int turned;

  Evt21Decoder(EventSink sink, EventLimits limits) {
    super(NAME, BYTES, EvtHeader.of(NAME, limits), new Output(sink));
  }

  @Override
  void begin(TextHeader read) throws MalformedException {
    EvtHeader.read(read, NAME, "2.1", this);
    turned = "legacy".equalsIgnoreCase(read.property("endianness")) ? Integer.SIZE : 0;
  }

  @Override
  void passMore(StateBytes state) throws MalformedException {
    clock.pass(state);
    high = state.number(high, -1, Long.MAX_VALUE);
    turned = state.number(turned, 0, Integer.SIZE);
  }

  @Override
  int fill(byte[] bytes, int from, int to, long base) {
    int at = from;
    for (; at < to && output.hasRoom(); at += BYTES) {
      word(Long.rotateLeft(LittleEndian.longAt(bytes, at), turned), base + at);
    }
    return at;
  }

  private void word(long word, long offset) {
    int type = (int) (word >>> 60);
    if (type <= 1 && high >= 0) {
      add(word, type);
    } else if (type == 8) {
      high = clock.next(word >>> 32 & 0xfffffff) << 6;
    } else if (type <= 1 || type == 10 || type >= 14) {
      output.countLeftOut(1);
    } else {
      output.countDamaged(offset);
    }
  }

  private void add(long word, int polarity) {
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int size = block.size();
    long time = high | word >>> 54 & 0x3f;
    int place = (int) (word >>> 32 & 0x7ff) << 16 | (int) (word >>> 43 & 0x7ff);
    for (int bits = (int) word; bits != 0; bits &= bits - 1) {
      times[size] = time;
      places[size] = place + Integer.numberOfTrailingZeros(bits);
      polarities[size++] = (byte) polarity;
    }
    block.resize(size);
  }
}
