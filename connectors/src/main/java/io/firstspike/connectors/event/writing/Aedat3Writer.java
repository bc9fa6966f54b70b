package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;

/** Writes AEDAT 3.1 in packets of up to 4,096 events, each with times of one roll-over. */
final class Aedat3Writer extends BufferedEventWriter {

  private static final int HEAD = 28;
  private static final int EVENT = 8;
  private static final int MOST_EVENTS = 4096;
  private static final int NUMBER = 20;
  private static final long LAST_TIME = (1L << 62) - 1;
  private static final int TIME_BITS = 31;

  private long rolled = -1;
  private int events;

  static Aedat3Writer of(OutputStream out) throws IOException {
    Aedat3Writer writer = new Aedat3Writer(out);
    writer.header("#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: unknown\r\n#!END-HEADER\r\n");
    return writer;
  }

  private Aedat3Writer(OutputStream out) {
    super(out, "aedat3.1", ByteOrder.LITTLE_ENDIAN, 0x7fff, 0x7fff, 1);
  }

  @Override
  void put(long time, int x, int y, int polarity) throws MalformedException, IOException {
    requireTime(time, LAST_TIME);
    if (events == MOST_EVENTS || time >>> TIME_BITS != rolled) {
      endPacket();
      rolled = time >>> TIME_BITS;
      // The number of events, of which there is room in the buffer for all, is put in at the end.
      buffer.putShort((short) 1).putShort((short) 1).putInt(EVENT).putInt(Integer.BYTES);
      buffer.putInt((int) rolled).putInt(0).putInt(0).putInt(0);
    }
    buffer.putInt(x << 17 | y << 2 | polarity << 1 | 1).putInt((int) (time & Integer.MAX_VALUE));
    events++;
  }

  private void endPacket() throws IOException {
    if (events > 0) {
      buffer.putInt(NUMBER - Integer.BYTES, events);
      buffer.putInt(NUMBER, events);
      buffer.putInt(NUMBER + Integer.BYTES, events);
      drain();
      events = 0;
    }
  }

  @Override
  public void close() throws IOException {
    endPacket();
    super.close();
  }
}
