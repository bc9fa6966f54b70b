package io.firstspike.engine.encode;

import io.firstspike.engine.spec.EventsSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Filter of events by those before them: it drops events within a pixel's refractory time, then
 * those without support by a neighbour. Not thread-safe.
 */
final class EventFilter {

  /** Of a pixel without an event so far. */
  private static final long NEVER = Long.MIN_VALUE;

  private final int height;
  private final int width;
  private final int refractory;
  private final int support;

  /** Time of each pixel's latest event that was not within the refractory time, row-major. */
  private final long[] fired;

  /** Time of the latest such event of each pixel's eight neighbours, row-major. */
  private final long[] supported;

  /** Creates a filter for a sensor of {@code height} rows and {@code width} columns. */
  EventFilter(EventsSpec spec, int height, int width) {
    this.height = height;
    this.width = width;
    this.refractory = spec.refractory();
    this.support = spec.support();
    this.fired = new long[refractory > 0 ? height * width : 0];
    this.supported = new long[support > 0 ? height * width : 0];
    clear();
  }

  /** Whether there is anything to filter. */
  boolean filters() {
    return refractory > 0 || support > 0;
  }

  /** Forgets all events. */
  void clear() {
    Arrays.fill(fired, NEVER);
    Arrays.fill(supported, NEVER);
  }

  /** Whether the event at ({@code x}, {@code y}) passes, which is then known to later ones. */
  boolean passes(long time, int x, int y) {
    int pixel = y * width + x;
    if (refractory > 0) {
      if (within(fired[pixel], time, refractory - 1L)) {
        return false;
      }
      fired[pixel] = time;
    }
    if (support == 0) {
      return true;
    }
    boolean passes = within(supported[pixel], time, support);
    tellNeighbours(time, x, y);
    return passes;
  }

  /** Whether {@code before} is at most {@code most} before {@code time}, and not after it. */
  private static boolean within(long before, long time, long most) {
    return before != NEVER && before <= time && time - before <= most;
  }

  private void tellNeighbours(long time, int x, int y) {
    for (int row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        if (row != y || column != x) {
          supported[row * width + column] = time;
        }
      }
    }
  }

  /** Writes what events from {@code earliest} on may need. */
  void write(long earliest, DataOutput out) throws IOException {
    write(fired, earliest - refractory, out);
    write(supported, earliest - support, out);
  }

  private static void write(long[] times, long from, DataOutput out) throws IOException {
    int count = 0;
    for (long time : times) {
      count += time != NEVER && time >= from ? 1 : 0;
    }
    out.writeInt(count);
    for (int pixel = 0; pixel < times.length; pixel++) {
      if (times[pixel] != NEVER && times[pixel] >= from) {
        out.writeInt(pixel);
        out.writeLong(times[pixel]);
      }
    }
  }

  /** Reads what {@link #write} has written. */
  void read(DataInput in) throws IOException {
    clear();
    read(fired, in);
    read(supported, in);
  }

  private static void read(long[] times, DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > times.length) {
      throw new IOException("a filter of " + times.length + " pixels holds " + count + " times");
    }
    for (int i = 0; i < count; i++) {
      int pixel = in.readInt();
      if (pixel < 0 || pixel >= times.length) {
        throw new IOException("there is no pixel " + pixel + " of " + times.length);
      }
      times[pixel] = in.readLong();
    }
  }
}
