package io.firstspike.engine.spike;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The whole output of a layer for one image: the list of its spikes. Every neuron fires at most
 * once, so the list has at most one entry for each neuron. It is sorted by time step, and within a
 * time step by flat index ({@link Shape}).
 *
 * <p>The <em>latency</em> of a neuron is the time step of its spike, 0 to {@code steps - 1}. A
 * silent neuron, one without a spike, has the latency {@code steps}.
 *
 * <pre>{@code
 * Shape shape = new Shape(1, 1, 3);
 * Volley volley = Volley.ofLatencies(shape, 2, new byte[] {1, 2, 0}); // neuron 1 is silent
 * for (int t = 0; t < volley.steps(); t++) {
 *   for (int i = volley.start(t); i < volley.end(t); i++) {
 *     System.out.println("neuron " + volley.spike(i) + " fires in time step " + t);
 *   }
 * }
 * }</pre>
 *
 * Immutable, except for the volley of a {@link VolleyBuffer}: that one changes whenever the buffer
 * is filled. Keep a {@link #copy} of it.
 */
@API(status = Status.MAINTAINED)
public final class Volley implements Spikes {

  /** The most time steps of a volley; a latency thus fits into a signed byte. */
  public static final int MAX_STEPS = 127;

  private final Shape shape;

  /**
   * Flat indices, sorted by time step, then by index. Entries from {@code ends[steps - 1]} on are
   * unused.
   */
  private int[] spikes = new int[0];

  /** For each time step, the number of spikes up to its end. */
  private int[] ends = new int[1];

  /** Creates an empty volley of one time step, for the {@link VolleyBuffer} that will fill it. */
  Volley(Shape shape) {
    this.shape = shape;
  }

  /**
   * Creates a volley from latencies.
   *
   * @param shape shape of the layer
   * @param steps number of time steps, 1 to {@value #MAX_STEPS}
   * @param latencies one for each neuron, map-major, 0 to {@code steps}; {@code steps} for a silent
   *     neuron
   * @throws IllegalArgumentException if the number of latencies or of time steps does not fit
   */
  public static Volley ofLatencies(Shape shape, int steps, byte[] latencies) {
    return new VolleyBuffer(shape).fill(steps, latencies);
  }

  /**
   * Creates a volley from a list of spikes.
   *
   * @param spikes flat indices, ascending within each time step, without repeats; copied
   * @param ends for each time step, the number of spikes up to its end; copied
   * @throws IllegalArgumentException if these rules are broken
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
   * Creates a volley from a list of spikes that is known to follow the rules of {@link #ofSpikes}.
   * The arrays are not copied and belong to the volley from then on.
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

  /** An array for at least {@code count} spikes, with arbitrary content, to be overwritten. */
  int[] spikes(int count) {
    if (spikes.length < count) {
      // The first array is as large as needed. Later ones are larger, as the next image may have a
      // few spikes more.
      spikes = new int[spikes.length == 0 ? count : count + count / 2];
    }
    return spikes;
  }

  /**
   * An array for the ends of {@code steps} time steps, with arbitrary content, to be overwritten.
   *
   * @throws IllegalArgumentException if {@code steps} is not 1 to {@value #MAX_STEPS}
   */
  int[] ends(int steps) {
    requireSteps(steps);
    if (ends.length != steps) {
      ends = new int[steps];
    }
    return ends;
  }

  /** A copy that never changes, even if this volley is that of a buffer. */
  @Override
  public Volley copy() {
    Volley copy = new Volley(shape);
    copy.spikes = Arrays.copyOf(spikes, count());
    copy.ends = ends.clone();
    return copy;
  }

  /** The shape of the layer. */
  @Override
  public Shape shape() {
    return shape;
  }

  /** The number of time steps, which is also the latency of a silent neuron. */
  @Override
  public int steps() {
    return ends.length;
  }

  /** The number of spikes. */
  @Override
  public int count() {
    return ends[ends.length - 1];
  }

  /**
   * The flat index of the neuron of the {@code i}-th spike, counted from 0 in the order of the
   * list.
   */
  @Override
  public int spike(int i) {
    return spikes[i];
  }

  /** The index of the first spike of time step {@code step}: the number of spikes before it. */
  @Override
  public int start(int step) {
    return step == 0 ? 0 : ends[step - 1];
  }

  /**
   * The index after the last spike of time step {@code step}: the number of spikes up to its end.
   */
  @Override
  public int end(int step) {
    return ends[step];
  }

  /** The latencies of all neurons, map-major, in a new array. */
  public byte[] latencies() {
    byte[] latencies = new byte[shape.size()];
    writeLatencies(latencies);
    return latencies;
  }

  /**
   * Writes the latencies of all neurons, map-major, into {@code latencies}.
   *
   * @param latencies at least {@code shape().size()} entries
   */
  @Override
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
