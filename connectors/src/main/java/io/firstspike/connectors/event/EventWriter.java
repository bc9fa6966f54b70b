package io.firstspike.connectors.event;

import io.firstspike.connectors.MalformedException;
import java.io.Closeable;
import java.io.IOException;

/** Writes events in one format. Closing it completes the recording and closes its output. */
public interface EventWriter extends Closeable {

  /**
   * Writes the events of a block.
   *
   * @throws MalformedException if the format has no room for an event's place, polarity or time
   * @throws IOException if the output fails
   */
  void write(EventBlock events) throws MalformedException, IOException;
}
