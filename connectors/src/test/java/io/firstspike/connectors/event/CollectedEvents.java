package io.firstspike.connectors.event;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Events as bytes to compare, 13 for each. */
final class CollectedEvents implements EventSink {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public void accept(EventBlock events) {
    ByteBuffer block = ByteBuffer.allocate(13 * events.size());
    for (int i = 0; i < events.size(); i++) {
      block.putLong(events.time(i)).putShort((short) events.x(i)).putShort((short) events.y(i));
      block.put((byte) events.polarity(i));
    }
    bytes.writeBytes(block.array());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
