package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import java.io.OutputStream;
import java.nio.ByteOrder;

/** Writes 40-bit address events. Row 240, which means a later time, is not used. */
final class Aer40Writer extends BufferedEventWriter {

  private static final int LAST_ROW = 239;
  private static final int LAST_TIME = (1 << 23) - 1;

  Aer40Writer(OutputStream out) {
    super(out, "aer40", ByteOrder.BIG_ENDIAN, 0xff, LAST_ROW, 1);
  }

  @Override
  void put(long time, int x, int y, int polarity) throws MalformedException {
    requireTime(time, LAST_TIME);
    buffer.put((byte) x).put((byte) y).put((byte) (polarity << 7 | time >> 16));
    buffer.putShort((short) time);
  }
}
