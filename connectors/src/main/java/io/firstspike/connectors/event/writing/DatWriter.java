package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;

/** Writes DAT, version 2. */
final class DatWriter extends BufferedEventWriter {

  private static final int PLACE_BITS = 14;
  private static final int LAST_PLACE = (1 << PLACE_BITS) - 1;
  private static final byte TYPE = 12;
  private static final byte BYTES = 8;

  static DatWriter of(OutputStream out, SensorSize sensor) throws IOException {
    DatWriter writer = new DatWriter(out);
    writer.header("% Data file containing CD events.\n% Version 2\n");
    if (sensor != null) {
      writer.header("% Height " + sensor.height() + "\n% Width " + sensor.width() + "\n");
    }
    writer.header("% end\n");
    writer.buffer.put(TYPE).put(BYTES);
    return writer;
  }

  private DatWriter(OutputStream out) {
    super(out, "dat", ByteOrder.LITTLE_ENDIAN, LAST_PLACE, LAST_PLACE, 15);
  }

  @Override
  void put(long time, int x, int y, int polarity) throws MalformedException {
    requireTime(time, (1L << 32) - 1);
    buffer.putInt((int) time).putInt(polarity << 2 * PLACE_BITS | y << PLACE_BITS | x);
  }
}
