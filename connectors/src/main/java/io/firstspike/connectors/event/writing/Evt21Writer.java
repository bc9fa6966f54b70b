package io.firstspike.connectors.event.writing;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes EVT 2.1. Events that follow each other from left to right, with the same time, row and
 * polarity, are one word.
 */
final class Evt21Writer extends EvtWriter {

  private static final long HIGH = 8;
  private static final int PIXELS = 32;

  private long word;
  private long lastTime;
  private int lastX;

  static Evt21Writer of(OutputStream out, SensorSize sensor) throws IOException {
    Evt21Writer writer = new Evt21Writer(out);
    writer.evtHeader("2.1", sensor);
    return writer;
  }

  private Evt21Writer(OutputStream out) {
    super(out, "evt2.1", 6, 28);
  }

  @Override
  void putHigh(long shown) {
    endWord();
    buffer.putLong(HIGH << 60 | shown << 32);
  }

  @Override
  void put(long time, int x, int y, int polarity) throws MalformedException, IOException {
    int begin = (int) (word >>> 43) & 0x7ff;
    long head = head(time, begin, y, polarity);
    boolean more = word != 0 && time == lastTime && x > lastX && x - begin < PIXELS;
    if (more && head >>> 32 == word >>> 32) {
      word |= 1L << x - begin;
    } else {
      endWord();
      putHighOf(time);
      word = head(time, x, y, polarity) | 1;
    }
    lastTime = time;
    lastX = x;
  }

  private static long head(long time, int x, int y, int polarity) {
    return (long) polarity << 60 | (time & 0x3f) << 54 | (long) x << 43 | (long) y << 32;
  }

  private void endWord() {
    if (word != 0) {
      buffer.putLong(word);
      word = 0;
    }
  }

  @Override
  public void close() throws IOException {
    requireRoom();
    endWord();
    super.close();
  }
}
