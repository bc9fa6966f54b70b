package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;

/** Writes the header of EVT, and the words of the upper part of the time. */
abstract class EvtWriter extends BufferedEventWriter {

  private static final int LAST_PLACE = 0x7ff;
  private static final int MOST_ROLL_OVERS = 4096;

  private final int lowBits;
  private final HighTimes clock;

  EvtWriter(OutputStream out, String format, int lowBits, int highBits) {
    super(out, format, ByteOrder.LITTLE_ENDIAN, LAST_PLACE, LAST_PLACE, 1);
    this.lowBits = lowBits;
    this.clock = new HighTimes(highBits);
  }

  final void evtHeader(String version, SensorSize sensor) throws IOException {
    header("% evt " + version + "\n");
    if (sensor != null) {
      header("% geometry " + sensor.width() + "x" + sensor.height() + "\n");
    }
    header("% end\n");
  }

  /** Puts a word with the upper part of the time. */
  abstract void putHigh(long shown);

  /** Puts the words after which the upper part of the time is that of {@code time}, if any. */
  final boolean putHighOf(long time) throws MalformedException, IOException {
    long high = time >> lowBits;
    if (!clock.before(high)) {
      return false;
    }
    if (time < 0 || clock.rollOvers(high) > MOST_ROLL_OVERS) {
      throw noRoom(
          "the time " + time,
          "its clock would roll over more than "
              + MOST_ROLL_OVERS
              + " times before; times can be shifted");
    }
    while (clock.before(high)) {
      requireRoom();
      putHigh(clock.next(high));
    }
    requireRoom();
    return true;
  }
}
