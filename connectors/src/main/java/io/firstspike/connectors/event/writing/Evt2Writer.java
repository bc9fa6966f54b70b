package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import java.io.IOException;
import java.io.OutputStream;

/** Writes EVT 2. */
final class Evt2Writer extends EvtWriter {

  private static final int HIGH = 8;

  static Evt2Writer of(OutputStream out, SensorSize sensor) throws IOException {
    Evt2Writer writer = new Evt2Writer(out);
    writer.evtHeader("2.0", sensor);
    return writer;
  }

  private Evt2Writer(OutputStream out) {
    super(out, "evt2", 6, 28);
  }

  @Override
  void putHigh(long shown) {
    buffer.putInt(HIGH << 28 | (int) shown);
  }

  @Override
  void put(long time, int x, int y, int polarity) throws MalformedException, IOException {
    putHighOf(time);
    buffer.putInt(polarity << 28 | (int) (time & 0x3f) << 22 | x << 11 | y);
  }
}
