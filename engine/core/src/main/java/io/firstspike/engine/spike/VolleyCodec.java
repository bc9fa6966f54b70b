package io.firstspike.engine.spike;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A volley as bytes, small enough to travel and to be kept as a trace: the shape, the number of
 * spikes of each time step, then the gaps between flat indices, all as variable-length integers
 * (seven bits a byte, low bits first). A digit's 1,100 input spikes take about 1.4 kB.
 */
public final class VolleyCodec {

  private VolleyCodec() {}

  /** Writes {@code volley}. */
  public static void write(Volley volley, DataOutput out) throws IOException {
    Shape shape = volley.shape();
    writeInt(shape.maps(), out);
    writeInt(shape.height(), out);
    writeInt(shape.width(), out);
    writeInt(volley.steps(), out);
    for (int t = 0; t < volley.steps(); t++) {
      writeInt(volley.end(t) - volley.start(t), out);
    }
    for (int t = 0; t < volley.steps(); t++) {
      int previous = -1;
      for (int i = volley.start(t); i < volley.end(t); i++) {
        writeInt(volley.spike(i) - previous - 1, out);
        previous = volley.spike(i);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the bytes are no volley; nothing larger than the declared shape's
   *     neurons ({@link Shape#MAX_NEURONS} at most) is allocated
   */
  public static Volley read(DataInput in) throws IOException {
    try {
      Shape shape = new Shape(readInt(in), readInt(in), readInt(in));
      int[] ends = new int[requireAtMost(readInt(in), Volley.MAX_STEPS, "time steps")];
      int count = 0;
      for (int t = 0; t < ends.length; t++) {
        count += requireAtMost(readInt(in), shape.size() - count, "spikes");
        ends[t] = count;
      }
      int[] spikes = new int[count];
      for (int t = 0, i = 0; t < ends.length; t++) {
        for (int previous = -1; i < ends[t]; i++) {
          previous += 1 + readInt(in);
          spikes[i] = previous;
        }
      }
      return Volley.ofSpikes(shape, spikes, ends);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a volley: " + e.getMessage(), e);
    }
  }

  private static int requireAtMost(int value, int limit, String what) throws IOException {
    if (value > limit) {
      throw new IOException("not a volley: " + value + " " + what + ", at most " + limit);
    }
    return value;
  }

  private static void writeInt(int value, DataOutput out) throws IOException {
    int rest = value;
    while (rest > 0x7f) {
      out.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  private static int readInt(DataInput in) throws IOException {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (b & 0x7f) << shift;
      if (b < 0x80) {
        if (value < 0) {
          break;
        }
        return value;
      }
    }
    throw new IOException("not a volley: an integer is negative or longer than 31 bits");
  }
}
