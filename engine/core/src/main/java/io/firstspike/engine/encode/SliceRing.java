package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.spike.VolleyCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Latencies of the latest slices of a stream of events, as many as a window has. A slice's cells
 * are its planes x height x width; the latency of a cell is that of its first event. Not
 * thread-safe.
 */
final class SliceRing {

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Shape slice;
  private final int steps;
  private final long silentEight;

  /** The latencies of slice {@code s} are in place {@code s % latencies.length}. */
  private final byte[][] latencies;

  /** The number of events of each slice. */
  private final long[] events;

  private final Shape window;
  private final VolleyBuffer buffer;

  /** The spikes of a window, to be sorted by time step: flat indices and latencies. */
  private int[] neurons = new int[1024];

  private byte[] times = new byte[1024];

  /**
   * Creates a ring of empty slices.
   *
   * @param count number of slices
   * @param slice shape of one: planes x height x width
   * @param window shape of all: maps x height x width
   */
  SliceRing(int count, Shape slice, Shape window, int steps) {
    this.slice = slice;
    this.window = window;
    this.steps = steps;
    this.silentEight = 0x0101010101010101L * steps;
    this.latencies = new byte[count][slice.size()];
    this.events = new long[count];
    this.buffer = new VolleyBuffer(window);
    clear();
  }

  private int place(long number) {
    return (int) (number % latencies.length);
  }

  /** Notes an event of slice {@code number}, which the ring holds. */
  void add(long number, int cell, int latency) {
    int place = place(number);
    byte[] cells = latencies[place];
    if (latency < cells[cell]) {
      cells[cell] = (byte) latency;
    }
    events[place]++;
  }

  /** Empties the place of slice {@code number} for the slice that follows it there. */
  void clear(long number) {
    int place = place(number);
    if (events[place] > 0) {
      Arrays.fill(latencies[place], (byte) steps);
      events[place] = 0;
    }
  }

  /** Empties all slices. */
  void clear() {
    for (byte[] cells : latencies) {
      Arrays.fill(cells, (byte) steps);
    }
    Arrays.fill(events, 0);
  }

  /** The number of events in all slices. */
  long events() {
    long sum = 0;
    for (long count : events) {
      sum += count;
    }
    return sum;
  }

  /** The spikes of the window of all slices, of which {@code first} is the first. */
  Volley window(long first) {
    int count = 0;
    for (int s = 0; s < latencies.length; s++) {
      int place = place(first + s);
      if (events[place] > 0) {
        count = gather(latencies[place], s * slice.size(), count);
      }
    }
    return buffer.fill(steps, neurons, times, count).copy();
  }

  /**
   * Appends the spikes of one slice to the list.
   *
   * @param offset flat index of its first cell
   * @param before length of the list
   * @return the new length of the list
   */
  private int gather(byte[] cells, int offset, int before) {
    int count = before;
    for (int i = 0; i < cells.length; i += Long.BYTES) {
      int end = Math.min(cells.length, i + Long.BYTES);
      if (end - i == Long.BYTES && (long) EIGHT.get(cells, i) == silentEight) {
        continue;
      }
      makeRoom(count + Long.BYTES);
      for (int cell = i; cell < end; cell++) {
        neurons[count] = offset + cell;
        times[count] = cells[cell];
        count += cells[cell] < steps ? 1 : 0;
      }
    }
    return count;
  }

  private void makeRoom(int length) {
    if (length > neurons.length) {
      neurons = Arrays.copyOf(neurons, 2 * length);
      times = Arrays.copyOf(times, 2 * length);
    }
  }

  /** Writes the slices, of which {@code first} is the first. */
  void write(long first, DataOutput out) throws IOException {
    VolleyCodec.write(window(first), out);
    for (int s = 0; s < events.length; s++) {
      out.writeLong(events[place(first + s)]);
    }
  }

  /** Reads what {@link #write} has written. */
  void read(long first, DataInput in) throws IOException {
    Volley volley = VolleyCodec.read(in);
    if (!volley.shape().equals(window) || volley.steps() != steps) {
      throw new IOException(
          "a window of " + window + " in " + steps + " steps is kept as " + volley);
    }
    clear();
    for (int s = 0; s < events.length; s++) {
      events[place(first + s)] = in.readLong();
    }
    for (int t = 0; t < steps; t++) {
      for (int i = volley.start(t); i < volley.end(t); i++) {
        int neuron = volley.spike(i);
        latencies[place(first + neuron / slice.size())][neuron % slice.size()] = (byte) t;
      }
    }
  }
}
