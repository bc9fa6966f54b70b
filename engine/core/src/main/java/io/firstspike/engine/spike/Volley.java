package io.firstspike.engine.spike;

import java.util.Arrays;

/**
 * What a layer says to the next one: every neuron fires at most once, so its whole output is the
 * list of its spikes sorted by time, and within a time step by flat index ({@link Shape}).
 *
 * <p>A neuron's <em>latency</em> is the time step of its spike, 0 to {@code steps - 1}; a neuron
 * that never fires has latency {@code steps}. Immutable, unless it is a {@link VolleyBuffer}'s:
 * that one changes whenever the buffer is filled, and a {@link #copy} keeps it.
 */
public final class Volley {

  /** The most time steps a volley may have: a latency fits a signed byte. */
  public static final int MAX_STEPS = 127;

  private final Shape shape;

  /**
   * Flat indices sorted by time, then index; those from {@code ends[steps - 1]} on mean nothing.
   */
  private int[] spikes = new int[0];

  /** For each time step, how many spikes have come by its end. */
  private int[] ends = new int[1];

  /** Without spikes, in one time step; for the {@link VolleyBuffer} that fills it. */
  Volley(Shape shape) {
    this.shape = shape;
  }

  /**
   * A volley from one latency a neuron.
   *
   * @param shape the layer
   * @param steps time steps, 1 to {@value #MAX_STEPS}
   * @param latencies {@code shape.size()} entries, 0 to {@code steps}; {@code steps} = silent
   */
  public static Volley ofLatencies(Shape shape, int steps, byte[] latencies) {
    return new VolleyBuffer(shape).fill(steps, latencies);
  }

  /**
   * A volley from its spikes.
   *
   * @param spikes flat indices, ascending within each time step, no index twice
   * @param ends for each time step, how many spikes have come by its end
   * @throws IllegalArgumentException if the spikes are not such a list
   */
  static Volley ofSpikes(Shape shape, int[] spikes, int[] ends) {
    requireSteps(ends.length);
    long[] fired = new long[shape.size() / Long.SIZE + 1];
    int start = 0;
    for (int t = 0; t < ends.length; t++) {
      if (ends[t] < start || ends[t] > spikes.length) {
        throw new IllegalArgumentException("time step " + t + " ends at spike " + ends[t]);
      }
      for (int i = start; i < ends[t]; i++) {
        int spike = spikes[i];
        boolean ascending = i == start || spike > spikes[i - 1];
        if (spike < 0
            || spike >= shape.size()
            || !ascending
            || (fired[spike / Long.SIZE] >>> spike & 1) != 0) {
          throw new IllegalArgumentException(
              "spike " + i + " of neuron " + spike + " is out of range, out of order or a repeat");
        }
        fired[spike / Long.SIZE] |= 1L << spike;
      }
      start = ends[t];
    }
    if (start != spikes.length) {
      throw new IllegalArgumentException(
          spikes.length + " spikes, but the last time step ends at " + start);
    }
    return ofCheckedSpikes(shape, spikes.clone(), ends.clone());
  }

  /**
   * As {@link #ofSpikes}, of spikes that are known to be such a list; the arrays are the volley's
   * from now on.
   */
  static Volley ofCheckedSpikes(Shape shape, int[] spikes, int[] ends) {
    Volley volley = new Volley(shape);
    volley.spikes = spikes;
    volley.ends = ends;
    return volley;
  }

  static void requireSteps(int steps) {
    if (steps < 1 || steps > MAX_STEPS) {
      throw new IllegalArgumentException("time steps must be 1 to " + MAX_STEPS + ", not " + steps);
    }
  }

  /**
   * Makes room.
   *
   * @return {@code count} spikes or more, of any value
   */
  int[] spikes(int count) {
    if (spikes.length < count) {
      // More than asked for: the next image may have a few more. A volley that is filled once gets
      // what it needs.
      spikes = new int[spikes.length == 0 ? count : count + count / 2];
    }
    return spikes;
  }

  /** The ends of {@code steps} time steps, to be written; of any value. */
  int[] ends(int steps) {
    requireSteps(steps);
    if (ends.length != steps) {
      ends = new int[steps];
    }
    return ends;
  }

  /** The same spikes, which stay as they are. */
  public Volley copy() {
    Volley copy = new Volley(shape);
    copy.spikes = Arrays.copyOf(spikes, count());
    copy.ends = ends.clone();
    return copy;
  }

  /** The layer whose neurons fired. */
  public Shape shape() {
    return shape;
  }

  /** The number of time steps, and the latency of a silent neuron. */
  public int steps() {
    return ends.length;
  }

  /** How many neurons fired. */
  public int count() {
    return ends[ends.length - 1];
  }

  /** The flat index of the {@code i}-th spike in order of time. */
  public int spike(int i) {
    return spikes[i];
  }

  /** How many spikes come before time step {@code step}: the position of its first one. */
  public int start(int step) {
    return step == 0 ? 0 : ends[step - 1];
  }

  /** How many spikes have come by the end of time step {@code step}. */
  public int end(int step) {
    return ends[step];
  }

  /** One latency a neuron, as {@link #ofLatencies} takes them: a new array. */
  public byte[] latencies() {
    byte[] latencies = new byte[shape.size()];
    writeLatencies(latencies);
    return latencies;
  }

  /**
   * Writes one latency a neuron into {@code latencies}, which holds at least {@code shape.size()}
   * entries.
   */
  public void writeLatencies(byte[] latencies) {
    Arrays.fill(latencies, 0, shape.size(), (byte) ends.length);
    for (int t = 0, i = 0; t < ends.length; t++) {
      for (; i < ends[t]; i++) {
        latencies[spikes[i]] = (byte) t;
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Volley that
        && shape.equals(that.shape)
        && Arrays.equals(ends, that.ends)
        && Arrays.equals(spikes, 0, count(), that.spikes, 0, count());
  }

  @Override
  public int hashCode() {
    int hash = 31 * shape.hashCode() + Arrays.hashCode(ends);
    for (int i = 0; i < count(); i++) {
      hash = 31 * hash + spikes[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Volley[" + shape + ", " + count() + " spikes in " + ends.length + " steps]";
  }
}
