package io.firstspike.engine.spike;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Binary format of volleys, small enough for messages and for keeping many of them: the shape, the
 * number of time steps, the number of spikes of each time step, then the gaps between flat indices,
 * all as variable-length integers (seven bits in each byte, low bits first). The 1,100 input spikes
 * of an MNIST digit take about 1.4 kB.
 */
@API(status = Status.MAINTAINED)
public final class VolleyCodec {

  /** The most bytes of one integer: 31 bits, seven in each byte. */
  private static final int MOST_BYTES = 5;

  /** The most bytes to read at a time. */
  private static final int CHUNK = 1 << 14;

  private VolleyCodec() {}

  /** The most bytes that a volley of shape {@code shape} can take. */
  public static long mostBytes(Shape shape) {
    return MOST_BYTES * (4L + Volley.MAX_STEPS) + (long) length(shape.size()) * shape.size();
  }

  /** Writes {@code volley} with a single call, as outputs are slow at single bytes. */
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

  /** The number of bytes of the integer {@code value}. */
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
   * Reads a volley that {@link #write} has written.
   *
   * @throws IOException if the bytes are not a volley. Memory use is bounded by the bytes that
   *     arrive, plus one bit for each neuron of the shape ({@link Shape#MAX_NEURONS} at most)
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
      // A single time step cannot hold a neuron twice, as gaps are not negative.
      return filled > 1
          ? Volley.ofSpikes(shape, spikes, ends)
          : Volley.ofCheckedSpikes(shape, spikes, ends);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a volley: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the spikes in chunks. Each spike that is still missing takes at least one byte, so as
   * many bytes can be read without reading past the end of the volley.
   */
  private static int[] readSpikes(DataInput in, Shape shape, int[] ends) throws IOException {
    int count = ends[ends.length - 1];
    // A wrong number of spikes is easily claimed, so memory beyond one chunk is allocated only as
    // bytes arrive.
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
        // Nearly all gaps take one byte. The sum of one chunk's gaps cannot overflow.
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
