package io.firstspike.connectors.event.writing;

import com.google.flatbuffers.FlatBufferBuilder;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventWriter;
import io.firstspike.connectors.event.SensorSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** Writes AEDAT 4, packed with LZ4, a packet for each block; without a table of the packets. */
final class Aedat4Writer implements EventWriter {

  private static final int EVENT = 16;
  private static final int LZ4 = 1;
  private static final int LAST_PLACE = 0x7fff;

  private final OutputStream out;

  static Aedat4Writer of(OutputStream out, SensorSize sensor) throws IOException {
    out.write("#!AER-DAT4.0\r\n".getBytes(StandardCharsets.US_ASCII));
    FlatBufferBuilder header = new FlatBufferBuilder();
    int streams = header.createString(streams(sensor));
    header.startTable(3);
    header.addInt(0, LZ4, 0);
    header.addOffset(2, streams, 0);
    header.finishSizePrefixed(header.endTable(), "IOHE");
    out.write(header.sizedByteArray());
    return new Aedat4Writer(out);
  }

  private Aedat4Writer(OutputStream out) {
    this.out = out;
  }

  private static String streams(SensorSize sensor) {
    String size =
        sensor == null
            ? ""
            : attribute("sizeX", "int", String.valueOf(sensor.width()))
                + attribute("sizeY", "int", String.valueOf(sensor.height()));
    return "<dv version=\"2.0\"><node name=\"outInfo\" path=\"/mainloop/Recorder/outInfo/\">"
        + "<node name=\"0\" path=\"/mainloop/Recorder/outInfo/0/\">"
        + attribute("compression", "string", "LZ4")
        + attribute("originalModuleName", "string", "firstspike")
        + attribute("originalOutputName", "string", "events")
        + attribute("typeIdentifier", "string", "EVTS")
        + "<node name=\"info\" path=\"/mainloop/Recorder/outInfo/0/info/\">"
        + size
        + attribute("source", "string", "firstspike")
        + "</node></node></node></dv>";
  }

  private static String attribute(String key, String type, String value) {
    return "<attr key=\"" + key + "\" type=\"" + type + "\">" + value + "</attr>";
  }

  @Override
  public void write(EventBlock events) throws MalformedException, IOException {
    if (events.size() == 0) {
      return;
    }
    FlatBufferBuilder table = new FlatBufferBuilder(events.size() * EVENT + 64);
    table.startVector(EVENT, events.size(), Long.BYTES);
    for (int i = events.size() - 1; i >= 0; i--) {
      requireRoom(events.x(i), events.y(i), events.polarity(i));
      // A FlatBuffer grows towards its beginning.
      table.prep(Long.BYTES, EVENT);
      table.pad(3);
      table.putBoolean(events.polarity(i) == 1);
      table.putShort((short) events.y(i));
      table.putShort((short) events.x(i));
      table.putLong(events.time(i));
    }
    int vector = table.endVector();
    table.startTable(1);
    table.addOffset(0, vector, 0);
    table.finishSizePrefixed(table.endTable(), "EVTS");
    writePacket(table.sizedByteArray());
  }

  private static void requireRoom(int x, int y, int polarity) throws MalformedException {
    if (x > LAST_PLACE || y > LAST_PLACE || polarity > 1) {
      throw new MalformedException(
          "events",
          "aedat4 has no room for an event at x "
              + x
              + ", y "
              + y
              + " of polarity "
              + polarity
              + ": places to "
              + LAST_PLACE
              + ", polarity 0 or 1");
    }
  }

  private void writePacket(byte[] table) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (LZ4FrameOutputStream lz4 = new LZ4FrameOutputStream(packed)) {
      lz4.write(table);
    }
    ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    out.write(head.putInt(0).putInt(packed.size()).array());
    packed.writeTo(out);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
