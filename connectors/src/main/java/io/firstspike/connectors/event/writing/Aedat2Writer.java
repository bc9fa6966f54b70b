package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;

/** Writes AEDAT 2 with the addresses of a DVS128, for a sensor of that size, or of a DAVIS. */
final class Aedat2Writer extends BufferedEventWriter {

  private static final int SMALL = 128;

  private final boolean small;

  static Aedat2Writer of(OutputStream out, SensorSize sensor) throws IOException {
    boolean small = sensor != null && sensor.height() <= SMALL && sensor.width() <= SMALL;
    Aedat2Writer writer = new Aedat2Writer(out, small);
    writer.header(
        "#!AER-DAT2.0\r\n# AEChip: "
            + (small ? "DVS128" : "DAVIS")
            + "\r\n#End Of ASCII Header\r\n");
    return writer;
  }

  private Aedat2Writer(OutputStream out, boolean small) {
    super(
        out,
        "aedat2",
        ByteOrder.BIG_ENDIAN,
        small ? SMALL - 1 : 0x3ff,
        small ? SMALL - 1 : 0x1ff,
        1);
    this.small = small;
  }

  @Override
  void put(long time, int x, int y, int polarity) throws MalformedException {
    if ((int) time != time) {
      throw noRoom("the time " + time, "it has 32 bits, with a sign; times can be shifted");
    }
    buffer.putInt(small ? y << 8 | x << 1 | polarity : y << 22 | x << 12 | polarity << 11);
    buffer.putInt((int) time);
  }
}
