package io.firstspike.connectors.event.writing;

import java.io.OutputStream;
import java.nio.ByteOrder;

/** Writes a line {@code t,x,y,p} an event, without a line of names. */
final class CsvWriter extends BufferedEventWriter {

  private static final int MOST_DIGITS = 20;

  private final byte[] digits = new byte[MOST_DIGITS];

  CsvWriter(OutputStream out) {
    super(out, "csv", ByteOrder.BIG_ENDIAN, 0xffff, 0xffff, Byte.MAX_VALUE);
  }

  @Override
  void put(long time, int x, int y, int polarity) {
    number(time);
    buffer.put((byte) ',');
    number(x);
    buffer.put((byte) ',');
    number(y);
    buffer.put((byte) ',');
    number(polarity);
    buffer.put((byte) '\n');
  }

  private void number(long value) {
    int at = MOST_DIGITS;
    long rest = value;
    do {
      digits[--at] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      digits[--at] = '-';
    }
    buffer.put(digits, at, MOST_DIGITS - at);
  }
}
