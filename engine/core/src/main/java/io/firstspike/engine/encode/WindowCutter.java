package io.firstspike.engine.encode;

import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.EventsSpec.Clock;
import io.firstspike.engine.spec.EventsSpec.Polarity;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Cuts the events of one sensor into windows, as {@link EventsSpec} says, and finds the first
 * spikes of each.
 *
 * <pre>{@code
 * NetworkSpec spec = NetworkSpec.load("firstspike-2026-events");
 * Classifier classifier = new Classifier(network);
 * WindowCutter cutter =
 *     new WindowCutter(spec.input(), spec.encoding(), 34, 34, window -> classifier.classify(window));
 * cutter.add(time, x, y, polarity); // for each event
 * cutter.end(); // the end of a recording
 * }</pre>
 *
 * <p>Events may step back a little in time: one of a slice that no ended window needs is used, an
 * older one is late. If the clock goes back by more than a window, the open window ends and all
 * begins anew. Memory is bounded by the spec and the sensor's size, whatever comes. Not
 * thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class WindowCutter {

  private static final int VERSION = 1;

  /** Where there is no open window. */
  private static final long NONE = Long.MIN_VALUE;

  /** Times beyond it, in either direction, are none of a sensor: a thousand years are less. */
  private static final long LATEST = 1L << 60;

  private final EventsSpec spec;
  private final EventPlaces places;
  private final EventFilter filter;
  private final SliceRing ring;
  private final Consumer<EventWindow> sink;
  private final boolean counts;
  private final int slices;
  private final int sliceLength;
  private final int slideSlices;
  private final int steps;
  private final int rowCells;
  private final int planeCells;

  /** The plane of an event that became darker, and of one that became brighter; -1: ignored. */
  private final int[] planes;

  /** The beginning of the first window, or {@link #NONE}. */
  private long begin = NONE;

  /** The latest time so far; where events are counted, their number. */
  private long latest;

  /** The number of the first slice of the oldest open window. */
  private long first;

  private long used;
  private long unseen;
  private long filtered;
  private long late;
  private long outside;
  private long restarts;

  /**
   * Creates a cutter for a sensor of {@code height} rows and {@code width} columns.
   *
   * @param input a network's input, which has {@code events}
   * @param encoding the network's encoding
   * @param sink takes each window when it ends
   * @throws IllegalArgumentException if the network does not take the events of such a sensor
   */
  public WindowCutter(
      InputSpec input, EncodingSpec encoding, int height, int width, Consumer<EventWindow> sink) {
    this.places = new EventPlaces(input, height, width);
    this.spec = input.events();
    this.filter = new EventFilter(spec, height, width);
    this.counts = spec.clock() == Clock.COUNT;
    this.slices = spec.slices();
    this.sliceLength = spec.sliceLength();
    this.slideSlices = spec.slide() / sliceLength;
    this.steps = encoding.windowSteps();
    this.rowCells = input.width();
    this.planeCells = input.height() * input.width();
    this.planes = planes(spec.polarity());
    Shape slice = new Shape(spec.polarity().planes(), input.height(), input.width());
    this.ring = new SliceRing(slices, slice, input.window(), steps);
    this.sink = sink;
  }

  private static int[] planes(Polarity polarity) {
    return switch (polarity) {
      case SEPARATE -> new int[] {0, 1};
      case JOINED -> new int[] {0, 0};
      case ON -> new int[] {-1, 0};
      case OFF -> new int[] {0, -1};
    };
  }

  /**
   * Takes events in their order.
   *
   * @param times microseconds
   * @param pixels {@code row << 16 | column} of each event
   * @param polarities 0 where a pixel became darker, anything else where it became brighter
   * @param count number of entries of the arrays to use
   */
  public void add(long[] times, int[] pixels, byte[] polarities, int count) {
    for (int i = 0; i < count; i++) {
      add(times[i], pixels[i] & 0xffff, pixels[i] >>> 16, polarities[i]);
    }
  }

  /**
   * Takes an event.
   *
   * @param time microseconds
   * @param x column, 0 or more
   * @param y row, 0 or more
   * @param polarity 0 if the pixel became darker, anything else if it became brighter
   */
  public void add(long time, int x, int y, int polarity) {
    if (!places.onSensor(x, y) || time > LATEST || time < -LATEST) {
      outside++;
      return;
    }
    if (!counts) {
      moveTo(time);
    }
    int row = places.row(y);
    int column = places.column(x);
    int plane = planes[polarity == 0 ? 0 : 1];
    if ((row | column | plane) < 0) {
      unseen++;
    } else if (filter.filters() && !filter.passes(time, x, y)) {
      filtered++;
    } else {
      int cell = plane * planeCells + row * rowCells + column;
      if (counts) {
        count(cell);
      } else {
        note(time, cell);
      }
    }
  }

  /** Moves the clock to {@code time} and ends the windows that are over then. */
  private void moveTo(long time) {
    if (begin != NONE && latest - time > spec.window()) {
      restarts++;
      end();
    }
    if (begin == NONE) {
      begin = time;
      latest = time;
    } else if (time > latest) {
      latest = time;
      endBefore((time - begin) / sliceLength);
    }
  }

  /** Notes an event whose time is its number. */
  private void count(int cell) {
    begin = 0;
    note(latest, cell);
    latest++;
    endBefore(latest / sliceLength);
  }

  private void note(long time, int cell) {
    long since = time - begin;
    long slice = since / sliceLength;
    if (since < 0 || slice < first) {
      late++;
      return;
    }
    used++;
    ring.add(slice, cell, (int) ((since - slice * sliceLength) * steps / sliceLength));
  }

  /** Ends the windows that do not reach to slice {@code number}. */
  private void endBefore(long number) {
    while (number >= first + slices) {
      if (ring.events() == 0) {
        long beyond = number - first - slices;
        first += (beyond / slideSlices + 1) * slideSlices;
        return;
      }
      pass(begin + (first + slices) * sliceLength);
      for (int s = 0; s < slideSlices; s++) {
        ring.clear(first + s);
      }
      first += slideSlices;
    }
  }

  private void pass(long end) {
    sink.accept(
        new EventWindow(ring.window(first), begin + first * sliceLength, end, ring.events()));
  }

  /**
   * Ends the open window, the oldest one if several overlap: a marker in the stream, or the end of
   * a recording. A window without events is left out. All begins anew with the next event.
   */
  public void end() {
    if (ring.events() > 0) {
      pass(counts ? latest : latest + 1);
    }
    ring.clear();
    filter.clear();
    begin = NONE;
    latest = 0;
    first = 0;
  }

  /** Whether there are events whose window has not ended. */
  public boolean open() {
    return ring.events() > 0;
  }

  /** Counts of the events so far. */
  public WindowTally tally() {
    return new WindowTally(used, unseen, filtered, late, outside, restarts);
  }

  /** Writes what this cutter knows, so that {@link #read} goes on from here. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(places.height());
    out.writeInt(places.width());
    out.writeLong(begin);
    out.writeLong(latest);
    out.writeLong(first);
    for (long count : new long[] {used, unseen, filtered, late, outside, restarts}) {
      out.writeLong(count);
    }
    ring.write(first, out);
    // An earlier event makes all begin anew.
    filter.write(counts ? -LATEST : latest - spec.window(), out);
  }

  /**
   * Reads what a cutter of the same network and sensor has written.
   *
   * @throws IOException if these are not the bytes of such a cutter
   */
  public void read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("windows of version " + version + ", of which nothing is known");
    }
    int height = in.readInt();
    int width = in.readInt();
    if (height != places.height() || width != places.width()) {
      throw new IOException("windows of a sensor of " + height + "x" + width);
    }
    begin = in.readLong();
    latest = in.readLong();
    first = in.readLong();
    used = in.readLong();
    unseen = in.readLong();
    filtered = in.readLong();
    late = in.readLong();
    outside = in.readLong();
    restarts = in.readLong();
    if (first < 0 || Math.abs(latest) > LATEST) {
      throw new IOException("windows from slice " + first + " on at time " + latest);
    }
    ring.read(first, in);
    filter.read(in);
  }
}
