package io.firstspike.bench.event;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventWriter;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.event.writing.EventWriters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;

/**
 * Recordings for measurements where none is given: edges that wander over a sensor of 240x180, a
 * few events in the same microsecond, and noise.
 */
final class MadeRecording {

  static final SensorSize SENSOR = new SensorSize(180, 240);
  private static final int EVENTS = 1_000_000;
  private static final int EVENTS_A_MICROSECOND = 4;

  private MadeRecording() {}

  static byte[] of(EventFormat format) throws IOException, MalformedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventWriter writer = EventWriters.open(format, out, Optional.of(SENSOR))) {
      Random random = new Random(1);
      EventBlock block = new EventBlock(EventBlock.DEFAULT_CAPACITY);
      for (int i = 0; i < EVENTS; i++) {
        if (block.room() == 0) {
          writer.write(block);
          block.clear();
        }
        boolean noise = random.nextInt(8) == 0;
        int edge = (i / 5000 + random.nextInt(3)) % SENSOR.width();
        int x = noise ? random.nextInt(SENSOR.width()) : edge;
        block.add(i / EVENTS_A_MICROSECOND, x, random.nextInt(SENSOR.height()), random.nextInt(2));
      }
      writer.write(block);
    }
    return out.toByteArray();
  }
}
