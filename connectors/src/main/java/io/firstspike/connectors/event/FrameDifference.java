package io.firstspike.connectors.event;

import io.firstspike.connectors.MalformedException;
import java.util.Arrays;

/**
 * Makes events of frames, as an event camera that looks at them would. A pixel remembers the
 * brightness of its last event; where the brightness has gone away from it by a threshold there is
 * an event, and one more for each threshold beyond. Between two frames the brightness is taken to
 * go straight, which gives an event its time.
 *
 * <p>Brightness is the logarithm of a sample; below 20 of 255, where noise would make events, it is
 * linear.
 */
public final class FrameDifference {

  private static final int DARK = 20;
  private static final double[] BRIGHTNESS = new double[256];

  /** Bits of a key to sort by that are below the time: the place, and the polarity. */
  private static final int PLACE_BITS = 33;

  static {
    for (int sample = 0; sample < BRIGHTNESS.length; sample++) {
      BRIGHTNESS[sample] =
          sample < DARK ? sample * StrictMath.log(DARK) / DARK : StrictMath.log(sample);
    }
  }

  private final SensorSize size;
  private final double threshold;
  private final EventSink sink;
  private final EventBlock block = new EventBlock(EventBlock.DEFAULT_CAPACITY);
  private final double[] remembered;
  private byte[] last;
  private long lastTime;
  private long[] keys = new long[1024];
  private int events;

  /**
   * A camera that has not seen a frame.
   *
   * @param size of the frames
   * @param threshold the change of brightness, above 0; 0.2 is a change by a fifth
   * @param sink takes the events
   */
  public FrameDifference(SensorSize size, double threshold, EventSink sink) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("the threshold is above 0, not " + threshold);
    }
    this.size = size;
    this.threshold = threshold;
    this.sink = sink;
    this.remembered = new double[size.height() * size.width()];
  }

  /**
   * Looks at the next frame and hands over the events since the last one, in the order of time.
   *
   * @param grey samples, row by row
   * @param time in microseconds, later than that of the last frame
   */
  public void frame(byte[] grey, long time) throws MalformedException {
    if (grey.length != remembered.length) {
      throw new IllegalArgumentException(
          grey.length + " samples, not " + size.height() + "x" + size.width());
    }
    if (last == null) {
      for (int i = 0; i < grey.length; i++) {
        remembered[i] = BRIGHTNESS[grey[i] & 0xff];
      }
    } else if (time <= lastTime || time - lastTime >= 1L << 30) {
      throw new IllegalArgumentException("a frame at " + time + " us after one at " + lastTime);
    } else {
      events = 0;
      for (int i = 0; i < grey.length; i++) {
        cross(i, BRIGHTNESS[last[i] & 0xff], BRIGHTNESS[grey[i] & 0xff], time - lastTime);
      }
      handOver();
    }
    last = grey.clone();
    lastTime = time;
  }

  private void cross(int pixel, double from, double to, long duration) {
    long place = (long) (pixel / size.width()) << 16 | pixel % size.width();
    int sign = to > from ? 1 : -1;
    while (sign * (to - remembered[pixel]) >= threshold) {
      remembered[pixel] += sign * threshold;
      double way = Math.max(0, (remembered[pixel] - from) / (to - from));
      add((long) (way * (duration - 1)) + 1, place, sign > 0 ? 1 : 0);
    }
  }

  private void add(long after, long place, int polarity) {
    if (events == keys.length) {
      keys = Arrays.copyOf(keys, 2 * events);
    }
    keys[events++] = after << PLACE_BITS | place << 1 | polarity;
  }

  private void handOver() throws MalformedException {
    Arrays.sort(keys, 0, events);
    for (int i = 0; i < events; i++) {
      if (block.room() == 0) {
        flush();
      }
      int place = (int) (keys[i] >>> 1);
      long time = lastTime + (keys[i] >>> PLACE_BITS);
      block.add(time, place & 0xffff, place >>> 16, (int) keys[i] & 1);
    }
    flush();
  }

  private void flush() throws MalformedException {
    if (block.size() > 0) {
      sink.accept(block);
      block.clear();
    }
  }
}
