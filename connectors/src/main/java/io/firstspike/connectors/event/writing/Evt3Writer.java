package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import java.io.IOException;
import java.io.OutputStream;

/** Writes EVT 3, a word for each event and one for each row and time that changes. */
final class Evt3Writer extends EvtWriter {

  private static final int EVENT = 2;
  private static final int LOW = 6;
  private static final int HIGH = 8;
  private static final int LOW_BITS = 12;

  private int row = -1;
  private int low = -1;

  static Evt3Writer of(OutputStream out, SensorSize sensor) throws IOException {
    Evt3Writer writer = new Evt3Writer(out);
    writer.evtHeader("3.0", sensor);
    return writer;
  }

  private Evt3Writer(OutputStream out) {
    super(out, "evt3", LOW_BITS, 12);
  }

  @Override
  void putHigh(long shown) {
    putWord(HIGH, (int) shown);
  }

  private void putWord(int type, int value) {
    buffer.putShort((short) (type << 12 | value));
  }

  @Override
  void put(long time, int x, int y, int polarity) throws MalformedException, IOException {
    int lower = (int) time & (1 << LOW_BITS) - 1;
    // Some readers begin with a low time of 0 after each high one.
    if (putHighOf(time) || lower != low) {
      low = lower;
      putWord(LOW, low);
    }
    if (y != row) {
      row = y;
      putWord(0, y);
    }
    putWord(EVENT, polarity << 11 | x);
  }
}
