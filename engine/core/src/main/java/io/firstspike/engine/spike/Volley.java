package io.firstspike.engine.spike;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a layer says to the next one: every neuron fires at most once, so its whole output is the
 * list of its spikes sorted by time, and within a time step by flat index ({@link Shape}).
 *
 * <p>A neuron's <em>latency</em> is the time step of its spike, 0 to {@code steps - 1}; a neuron
 * that never fires has latency {@code steps}. Immutable.
 */
public final class Volley {

  /** The most time steps a volley may have: a latency fits a signed byte. */
  public static final int MAX_STEPS = 127;

  private final Shape shape;
  private final int[] spikes;
  private final int[] ends;

  /**
   * Takes the arrays without copying.
   *
   * @param spikes flat indices sorted by time, then index
   * @param ends for each time step, how many spikes have come by its end
   */
  private Volley(Shape shape, int[] spikes, int[] ends) {
    this.shape = shape;
    this.spikes = spikes;
    this.ends = ends;
  }

  /**
   * A volley from one latency a neuron.
   *
   * @param shape the layer
   * @param steps time steps, 1 to {@value #MAX_STEPS}
   * @param latencies {@code shape.size()} entries, 0 to {@code steps}; {@code steps} = silent
   */
  public static Volley ofLatencies(Shape shape, int steps, byte[] latencies) {
    requireSteps(steps);
    if (latencies.length != shape.size()) {
      throw new IllegalArgumentException(
          "a volley of shape "
              + shape
              + " needs "
              + shape.size()
              + " latencies, not "
              + latencies.length);
    }
    int[] starts = new int[steps + 1];
    for (byte latency : latencies) {
      if (latency < steps) {
        starts[latency + 1]++;
      }
    }
    for (int t = 0; t < steps; t++) {
      starts[t + 1] += starts[t];
    }
    int[] spikes = new int[starts[steps]];
    for (int i = 0; i < latencies.length; i++) {
      int t = latencies[i];
      if (t < steps) {
        spikes[starts[t]++] = i;
      }
    }
    return new Volley(shape, spikes, Arrays.copyOf(starts, steps));
  }

  /**
   * A volley from its spikes.
   *
   * @param spikes flat indices, ascending within each time step, no index twice
   * @param ends for each time step, how many spikes have come by its end
   * @throws IllegalArgumentException if the spikes are not such a list
   */
  public static Volley ofSpikes(Shape shape, int[] spikes, int[] ends) {
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
    return new Volley(shape, spikes.clone(), ends.clone());
  }

  /**
   * A volley of neurons that all fire in the last time step.
   *
   * @param steps time steps, 1 to {@value #MAX_STEPS}
   * @param spikes flat indices, ascending
   * @param count how many of {@code spikes} count
   * @throws IllegalArgumentException if they do not ascend, or one is out of range
   */
  public static Volley simultaneous(Shape shape, int steps, int[] spikes, int count) {
    requireSteps(steps);
    int before = -1;
    for (int i = 0; i < count; i++) {
      int spike = spikes[i];
      if (spike <= before || spike >= shape.size()) {
        throw new IllegalArgumentException(
            "spike of neuron " + spike + " is out of range, out of order or a repeat");
      }
      before = spike;
    }
    int[] ends = new int[steps];
    ends[steps - 1] = count;
    return new Volley(shape, Arrays.copyOf(spikes, count), ends);
  }

  /**
   * Several volleys side by side: the neurons of the first, then those of the second, and so on, as
   * so many maps of one neuron.
   *
   * @param volleys at least one, all of the same number of time steps
   */
  public static Volley joined(List<Volley> volleys) {
    int steps = volleys.get(0).steps();
    int[] spikes = new int[volleys.stream().mapToInt(Volley::count).sum()];
    int[] ends = new int[steps];
    int count = 0;
    for (int t = 0; t < steps; t++) {
      int offset = 0;
      for (Volley volley : volleys) {
        for (int i = volley.start(t); i < volley.end(t); i++) {
          spikes[count++] = offset + volley.spikes[i];
        }
        offset += volley.shape.size();
      }
      ends[t] = count;
    }
    int neurons = volleys.stream().mapToInt(volley -> volley.shape.size()).sum();
    return new Volley(new Shape(neurons, 1, 1), spikes, ends);
  }

  /** The same neurons, all firing in the last time step, hence in the order of flat index. */
  public Volley timeless() {
    if (start(ends.length - 1) == 0) {
      return this;
    }
    int[] sorted = spikes.clone();
    Arrays.sort(sorted);
    int[] last = new int[ends.length];
    last[ends.length - 1] = sorted.length;
    return new Volley(shape, sorted, last);
  }

  private static void requireSteps(int steps) {
    if (steps < 1 || steps > MAX_STEPS) {
      throw new IllegalArgumentException("time steps must be 1 to " + MAX_STEPS + ", not " + steps);
    }
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
    return spikes.length;
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
        && Arrays.equals(spikes, that.spikes)
        && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shape, Arrays.hashCode(spikes), Arrays.hashCode(ends));
  }

  @Override
  public String toString() {
    return "Volley[" + shape + ", " + spikes.length + " spikes in " + ends.length + " steps]";
  }
}
