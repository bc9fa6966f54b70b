package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.event.EventWriter;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Begins recordings. */
public final class EventWriters {

  private EventWriters() {}

  /**
   * Begins a recording: writes its header.
   *
   * @param sensor the size of the sensor, which some formats note
   */
  public static EventWriter open(EventFormat format, OutputStream out, Optional<SensorSize> sensor)
      throws IOException {
    SensorSize size = sensor.orElse(null);
    return switch (format) {
      case AER40 -> new Aer40Writer(out);
      case AEDAT2 -> Aedat2Writer.of(out, size);
      case AEDAT3 -> Aedat3Writer.of(out);
      case AEDAT4 -> Aedat4Writer.of(out, size);
      case EVT2 -> Evt2Writer.of(out, size);
      case EVT21 -> Evt21Writer.of(out, size);
      case EVT3 -> Evt3Writer.of(out, size);
      case DAT -> DatWriter.of(out, size);
      case CSV -> new CsvWriter(out);
    };
  }
}
