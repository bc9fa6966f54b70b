package io.firstspike.connectors.event;

import io.firstspike.connectors.MalformedException;
import java.util.Objects;

/**
 * A bounded number of events of an event camera in their order, in primitive arrays that are used
 * again and again. Not thread-safe.
 *
 * <p>Times are in microseconds as recorded. A place is {@code y << 16 | x}, both as stored (0 to
 * 65,535); a polarity is as stored, 0 or 1, of DAT 0 to 15.
 */
public final class EventBlock {

  /** Events of a block where nothing else is asked for: they fit a core's second level of cache. */
  public static final int DEFAULT_CAPACITY = 8192;

  /** The smallest capacity: the most events that one word of any format holds. */
  public static final int LEAST_CAPACITY = 32;

  private static final int LARGEST_COORDINATE = 0xffff;

  private final long[] times;
  private final int[] places;
  private final byte[] polarities;
  private int size;

  public EventBlock(int capacity) {
    if (capacity < LEAST_CAPACITY) {
      throw new IllegalArgumentException(
          "a block holds at least " + LEAST_CAPACITY + " events, not " + capacity);
    }
    times = new long[capacity];
    places = new int[capacity];
    polarities = new byte[capacity];
  }

  public int size() {
    return size;
  }

  /** The number of events that can be added. */
  public int room() {
    return times.length - size;
  }

  public int capacity() {
    return times.length;
  }

  /** Adds one event. */
  public void add(long time, int x, int y, int polarity) {
    if (((x | y) & ~LARGEST_COORDINATE) != 0) {
      throw new IllegalArgumentException("no place of a sensor: " + x + ", " + y);
    }
    times[size] = time;
    places[size] = y << 16 | x;
    polarities[size] = (byte) polarity;
    size++;
  }

  /**
   * A block of these events and those of another: this one, if it has room, or else a larger one.
   *
   * @param most the most events
   * @throws MalformedException if there would be more
   */
  public EventBlock with(EventBlock more, int most) throws MalformedException {
    if (more.size > most - size) {
      throw new MalformedException("events", "more than the limit of " + most + " events");
    }
    EventBlock all = this;
    if (more.size > room()) {
      long doubled = Math.min(most, 2L * times.length);
      all = new EventBlock((int) Math.max(Math.max(doubled, size + more.size), LEAST_CAPACITY));
      all.put(this);
    }
    all.put(more);
    return all;
  }

  private void put(EventBlock more) {
    System.arraycopy(more.times, 0, times, size, more.size);
    System.arraycopy(more.places, 0, places, size, more.size);
    System.arraycopy(more.polarities, 0, polarities, size, more.size);
    size += more.size;
  }

  public long time(int event) {
    return times[Objects.checkIndex(event, size)];
  }

  public int x(int event) {
    return places[Objects.checkIndex(event, size)] & LARGEST_COORDINATE;
  }

  public int y(int event) {
    return places[Objects.checkIndex(event, size)] >>> 16;
  }

  public int polarity(int event) {
    return polarities[Objects.checkIndex(event, size)];
  }

  /** Removes all events. */
  public void clear() {
    size = 0;
  }

  /** Sets the number of events, after some were written into the borrowed arrays. */
  public void resize(int events) {
    size = Objects.checkIndex(events, times.length + 1);
  }

  /** The times where they lie. */
  public long[] borrowTimes() {
    return times;
  }

  /** The places where they lie. */
  public int[] borrowPlaces() {
    return places;
  }

  /** The polarities where they lie. */
  public byte[] borrowPolarities() {
    return polarities;
  }
}
