package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What writers share: a buffer before the output, and the refusal of what has no room. */
abstract class BufferedEventWriter implements EventWriter {

  private static final int BUFFER = 1 << 16;

  /** More bytes than an event takes in any format, with the words before it. */
  private static final int MOST = 128;

  private final OutputStream out;
  private final String format;
  private final int largestX;
  private final int largestY;
  private final int largestPolarity;

  final ByteBuffer buffer;

  BufferedEventWriter(
      OutputStream out,
      String format,
      ByteOrder order,
      int largestX,
      int largestY,
      int largestPolarity) {
    this.out = out;
    this.format = format;
    this.largestX = largestX;
    this.largestY = largestY;
    this.largestPolarity = largestPolarity;
    this.buffer = ByteBuffer.allocate(BUFFER).order(order);
  }

  /** Puts one event, whose place and polarity there is room for, into the buffer. */
  abstract void put(long time, int x, int y, int polarity) throws MalformedException, IOException;

  @Override
  public void write(EventBlock events) throws MalformedException, IOException {
    for (int i = 0; i < events.size(); i++) {
      int x = events.x(i);
      int y = events.y(i);
      int polarity = events.polarity(i);
      if (x > largestX || y > largestY) {
        throw noRoom("an event at x " + x + ", y " + y, "x to " + largestX + ", y to " + largestY);
      }
      if (polarity > largestPolarity) {
        throw noRoom("an event of polarity " + polarity, "0 to " + largestPolarity);
      }
      requireRoom();
      put(events.time(i), x, y, polarity);
    }
  }

  /** Makes room in the buffer for an event. */
  final void requireRoom() throws IOException {
    if (buffer.remaining() < MOST) {
      drain();
    }
  }

  final void drain() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /** Writes text or bytes before the events. */
  final void header(String text) throws IOException {
    drain();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  final MalformedException noRoom(String what, String room) {
    return new MalformedException("events", format + " has no room for " + what + ": " + room);
  }

  final void requireTime(long time, long largest) throws MalformedException {
    if (time < 0 || time > largest) {
      throw noRoom("the time " + time, "0 to " + largest + " us; times can be shifted");
    }
  }

  @Override
  public void close() throws IOException {
    try (out) {
      drain();
    }
  }
}
