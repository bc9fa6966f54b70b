package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import java.util.Locale;

/**
 * Decodes AEDAT 2: words of 64 bits, the highest byte first: 32 bits address, 32 bits time, signed.
 * The camera says what an address means.
 *
 * <pre>
 * DVS128  15: not an event, 14..8: y, 7..1: x, 0: polarity
 * DAVIS   31: a sample of a frame or a measurement, 30..22: y, 21..12: x, 11: polarity,
 *         10: not a pixel's event
 * </pre>
 *
 * <p>The header names the camera; where it does not, the first address does, which for a DAVIS has
 * more than 16 bits.
 */
final class Aedat2Decoder extends WordDecoder {

  static final String NAME = "aedat2";
  static final String FIRST_LINE = "#!AER-DAT2.0";
  static final String LAST_LINE = "#End Of ASCII Header";

  private static final int BYTES = 8;

  private enum Camera {
    UNKNOWN,
    DVS128,
    DAVIS
  }

  private Camera camera = Camera.UNKNOWN;

  Aedat2Decoder(EventSink sink, EventLimits limits) {
    super(
        NAME,
        BYTES,
        new TextHeader(NAME, "#", limits.maxHeaderBytes(), LAST_LINE),
        new Output(sink));
  }

  @Override
  void begin(TextHeader read) throws MalformedException {
    if (!read.lines().isEmpty()) {
      String first = read.lines().get(0);
      if (first.startsWith("#!AER-DAT") && !first.startsWith("#!AER-DAT2")) {
        throw Output.malformed(NAME, "the header says " + first.substring(2), 0);
      }
    }
    for (String line : read.lines()) {
      String words = line.toLowerCase(Locale.ROOT);
      if (words.contains("davis") || words.contains("seebetter")) {
        camera = Camera.DAVIS;
        return;
      }
      if (words.contains("dvs128") || words.contains("tmpdiff128")) {
        camera = Camera.DVS128;
      }
    }
    if (camera == Camera.DVS128) {
      keepSensor(128, 128);
    }
  }

  @Override
  void passMore(StateBytes state) throws MalformedException {
    camera = Camera.values()[state.number(camera.ordinal(), 0, Camera.values().length - 1)];
  }

  @Override
  int fill(byte[] bytes, int from, int to, long base) {
    // A word is one event at most.
    int end = (int) Math.min(to, from + (long) output.block.room() * BYTES);
    int at = from;
    for (; at < end; at += BYTES) {
      int address = Integer.reverseBytes(LittleEndian.intAt(bytes, at));
      int time = Integer.reverseBytes(LittleEndian.intAt(bytes, at + Integer.BYTES));
      if (camera == Camera.UNKNOWN) {
        camera = address >>> 16 == 0 ? Camera.DVS128 : Camera.DAVIS;
      }
      if (camera == Camera.DAVIS) {
        davis(address, time);
      } else {
        dvs128(address, time, base + at);
      }
    }
    return at;
  }

  private void davis(int address, int time) {
    boolean event = address >= 0 && (address & 1 << 10) == 0;
    if (event) {
      add(time, address >>> 12 & 0x3ff, address >>> 22 & 0x1ff, address >>> 11 & 1);
    } else {
      output.countLeftOut(1);
    }
  }

  private void dvs128(int address, int time, long offset) {
    if (address >>> 16 != 0) {
      output.countDamaged(offset);
    } else if (address >>> 15 != 0) {
      output.countLeftOut(1);
    } else {
      add(time, address >>> 1 & 0x7f, address >>> 8 & 0x7f, address & 1);
    }
  }

  private void add(int time, int x, int y, int polarity) {
    EventBlock block = output.block;
    block.add(time, x, y, polarity);
  }
}
