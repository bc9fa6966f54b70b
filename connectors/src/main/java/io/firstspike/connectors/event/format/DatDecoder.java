package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;

/**
 * Decodes DAT: a header of text and two bytes, the type of events and their size; then events of 64
 * bits, the lowest byte first: 32 bits time, which roll over, 14 bits x, 14 bits y, 4 bits
 * polarity. Without a header there are no such two bytes.
 */
final class DatDecoder extends WordDecoder {

  static final String NAME = "dat";
  static final int BYTES = 8;

  private static final int PLACE_BITS = 14;
  private static final int LAST_PLACE = (1 << PLACE_BITS) - 1;

  /** Types of events with a place and a polarity: the older and the newer number. */
  private static final int OLDER_TYPE = 0;

  static final int NEWER_TYPE = 12;

  private final RollingTime clock = new RollingTime(32);

  DatDecoder(EventSink sink, EventLimits limits) {
    super(NAME, BYTES, EvtHeader.of(NAME, limits), 2, new Output(sink));
  }

  @Override
  void begin(TextHeader read) throws MalformedException {
    if (EvtHeader.version(read) != null) {
      throw Output.malformed(NAME, "the header says EVT " + EvtHeader.version(read), 0);
    }
    EvtHeader.readSize(read, this);
  }

  @Override
  void prefix(byte[] prefix, long offset) throws MalformedException {
    if (prefix[0] != OLDER_TYPE && prefix[0] != NEWER_TYPE || prefix[1] != BYTES) {
      throw Output.malformed(
          NAME,
          "events of type "
              + (prefix[0] & 0xff)
              + " and "
              + (prefix[1] & 0xff)
              + " bytes instead of type 0 or 12 and 8 bytes",
          offset);
    }
  }

  @Override
  void passMore(StateBytes state) throws MalformedException {
    clock.pass(state);
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
      int word = LittleEndian.intAt(bytes, at + Integer.BYTES);
      times[size] = clock.next(LittleEndian.intAt(bytes, at) & 0xffffffffL);
      places[size] = (word >>> PLACE_BITS & LAST_PLACE) << 16 | word & LAST_PLACE;
      polarities[size++] = (byte) (word >>> 2 * PLACE_BITS);
    }
    block.resize(size);
    return at;
  }
}
