package io.firstspike.engine.spike;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A volley as bytes, small enough to travel and to be kept as a trace: the shape, the number of
 * spikes of each time step, then the gaps between flat indices, all as variable-length integers
 * (seven bits a byte, low bits first). A digit's 1,100 input spikes take about 1.4 kB.
 */
public final class VolleyCodec {

  /** Of an integer of 31 bits, seven bits a byte. */
  private static final int MOST_BYTES = 5;

  /** The most bytes read at a time. */
  private static final int CHUNK = 1 << 14;

  private VolleyCodec() {}

  /** The most bytes a volley of {@code shape} can take. */
  public static long mostBytes(Shape shape) {
    return MOST_BYTES * (4L + Volley.MAX_STEPS) + (long) length(shape.size()) * shape.size();
  }

  /** Writes {@code volley}, all at once: outputs take their time over single bytes. */
  public static void write(Volley volley, DataOutput out) throws IOException {
    Shape shape = volley.shape();
    byte[] bytes =
        new byte[MOST_BYTES * (4 + volley.steps()) + length(shape.size()) * volley.count()];
    int at = put(shape.maps(), bytes, 0);
    at = put(shape.height(), bytes, at);
    at = put(shape.width(), bytes, at);
    at = put(volley.steps(), bytes, at);
    for (int t = 0; t < volley.steps(); t++) {
      at = put(volley.end(t) - volley.start(t), bytes, at);
    }
    int[] spikes = volley.spikes(0);
    for (int t = 0; t < volley.steps(); t++) {
      int previous = -1;
      int end = volley.end(t);
      for (int i = volley.start(t); i < end; i++) {
        int gap = spikes[i] - previous - 1;
        previous = spikes[i];
        if (gap <= 0x7f) {
          bytes[at++] = (byte) gap;
        } else {
          at = put(gap, bytes, at);
        }
      }
    }
    out.write(bytes, 0, at);
  }

  /** Bytes of the integers up to {@code value}. */
  private static int length(int value) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7;
  }

  private static int put(int value, byte[] bytes, int from) {
    int at = from;
    int rest = value;
    while (rest > 0x7f) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the bytes are no volley; memory is taken in proportion to the bytes that
   *     come, and a bit a neuron of the declared shape ({@link Shape#MAX_NEURONS} at most)
   */
  public static Volley read(DataInput in) throws IOException {
    try {
      Shape shape = new Shape(readInt(in), readInt(in), readInt(in));
      int[] ends = new int[requireAtMost(readInt(in), Volley.MAX_STEPS, "time steps")];
      int count = 0;
      int filled = 0;
      for (int t = 0; t < ends.length; t++) {
        int spikes = requireAtMost(readInt(in), shape.size() - count, "spikes");
        filled += spikes > 0 ? 1 : 0;
        count += spikes;
        ends[t] = count;
      }
      Volley.requireSteps(ends.length);
      int[] spikes = readSpikes(in, shape, ends);
      // Within a time step no neuron can fire twice, as gaps are not negative.
      return filled > 1
          ? Volley.ofSpikes(shape, spikes, ends)
          : Volley.ofCheckedSpikes(shape, spikes, ends);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a volley: " + e.getMessage(), e);
    }
  }

  /**
   * Reads in chunks: spikes that are still missing take a byte each at least, so that many can be
   * read without taking what comes behind the volley.
   */
  private static int[] readSpikes(DataInput in, Shape shape, int[] ends) throws IOException {
    int count = ends[ends.length - 1];
    // A number of spikes is soon said: what is beyond a chunk is made room for as it comes.
    int[] spikes = new int[Math.min(count, CHUNK)];
    byte[] bytes = new byte[spikes.length];
    int at = 0;
    int length = 0;
    int next = 0;
    for (int end : ends) {
      int spike = -1;
      int gap = 0;
      int shift = 0;
      while (next < end) {
        if (at == length) {
          length = Math.min(bytes.length, count - next);
          in.readFully(bytes, 0, length);
          at = 0;
          if (spikes.length < next + length) {
            spikes = Arrays.copyOf(spikes, Math.min(count, 2 * spikes.length));
          }
        }
        // Nearly all gaps are of one byte. A chunk of them cannot overflow.
        int shortGaps = shift > 0 ? 0 : Math.min(length - at, end - next);
        while (shortGaps > 0 && bytes[at] >= 0) {
          spike += 1 + bytes[at++];
          spikes[next++] = spike;
          shortGaps--;
        }
        if (shortGaps > 0 || shift > 0) {
          byte part = bytes[at++];
          require(shift < 7 * MOST_BYTES);
          gap |= (part & 0x7f) << shift;
          shift += 7;
          if (part >= 0) {
            require(gap >= 0 && gap < shape.size());
            spike += 1 + gap;
            spikes[next++] = spike;
            gap = 0;
            shift = 0;
          }
        }
        if (spike >= shape.size()) {
          throw new IOException("not a volley: a spike is out of range");
        }
      }
    }
    return spikes;
  }

  private static int requireAtMost(int value, int limit, String what) throws IOException {
    if (value > limit) {
      throw new IOException("not a volley: " + value + " " + what + ", at most " + limit);
    }
    return value;
  }

  private static int readInt(DataInput in) throws IOException {
    int value = 0;
    int shift = 0;
    int b;
    do {
      require(shift < 7 * MOST_BYTES);
      b = in.readUnsignedByte();
      value |= (b & 0x7f) << shift;
      shift += 7;
    } while (b >= 0x80);
    require(value >= 0);
    return value;
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not a volley: an integer is negative or longer than 31 bits");
    }
  }
}
