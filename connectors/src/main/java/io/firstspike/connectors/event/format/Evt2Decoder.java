package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;

/**
 * Decodes EVT 2: words of 32 bits, the lowest byte first, with their type in the upper four.
 *
 * <pre>
 * 0, 1 event of that polarity: 6 bits of time, 11 bits x, 11 bits y
 * 8    high time: the 28 bits above these 6, which roll over
 * 10 trigger; 14, 15 others: left out
 * </pre>
 */
final class Evt2Decoder extends WordDecoder {

  private static final String NAME = "evt2";
  private static final int BYTES = 4;

  private final RollingTime clock = new RollingTime(28);
  private long high = -1;

  Evt2Decoder(EventSink sink, EventLimits limits) {
    super(NAME, BYTES, EvtHeader.of(NAME, limits), new Output(sink));
  }

  @Override
  void begin(TextHeader read) throws MalformedException {
    EvtHeader.read(read, NAME, "2.0", this);
  }

  @Override
  void passMore(StateBytes state) throws MalformedException {
    clock.pass(state);
    high = state.number(high, -1, Long.MAX_VALUE);
  }

  @Override
  int fill(byte[] bytes, int from, int to, long base) {
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int size = block.size();
    int at = from;
    long reached = high;
    for (; at < to && size < times.length; at += BYTES) {
      int word = LittleEndian.intAt(bytes, at);
      int type = word >>> 28;
      if (type <= 1 && reached >= 0) {
        times[size] = reached | word >>> 22 & 0x3f;
        places[size] = (word & 0x7ff) << 16 | word >>> 11 & 0x7ff;
        polarities[size++] = (byte) type;
      } else if (type == 8) {
        reached = clock.next(word & 0xfffffff) << 6;
      } else if (type <= 1 || type == 10 || type >= 14) {
        output.countLeftOut(1);
      } else {
        output.countDamaged(base + at);
      }
    }
    high = reached;
    block.resize(size);
    return at;
  }
}
