package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.EventWriter;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.event.writing.EventWriters;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes events as they come. The recording begins with the first of them, since the size of the
 * sensor is known only then.
 */
final class EventOutput implements EventSink, AutoCloseable {

  private final EventFormat format;
  private final OutputStream out;
  private final boolean shifted;
  private final Supplier<Optional<SensorSize>> sensor;
  private EventWriter writer;
  private long shift;
  private long events;

  /**
   * Events to be written.
   *
   * @param shifted whether times begin with 0
   * @param sensor asked when the first events come
   */
  EventOutput(
      EventFormat format,
      OutputStream out,
      boolean shifted,
      Supplier<Optional<SensorSize>> sensor) {
    this.format = format;
    this.out = out;
    this.shifted = shifted;
    this.sensor = sensor;
  }

  @Override
  public void accept(EventBlock block) throws MalformedException {
    try {
      begin(block.time(0));
      if (shift != 0) {
        long[] times = block.borrowTimes();
        for (int i = 0; i < block.size(); i++) {
          times[i] -= shift;
        }
      }
      writer.write(block);
      events += block.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(long time) throws IOException {
    if (writer == null) {
      writer = EventWriters.open(format, out, sensor.get());
      shift = shifted ? time : 0;
    }
  }

  long events() {
    return events;
  }

  @Override
  public void close() throws IOException {
    begin(0);
    writer.close();
  }
}
