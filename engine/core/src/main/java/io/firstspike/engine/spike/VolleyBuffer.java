package io.firstspike.engine.spike;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Reusable memory for volleys of one shape: a program that goes through many images need not
 * allocate anything. The memory grows to the largest volley so far. Every method that fills the
 * buffer returns the same {@link Volley} object, whose content is valid until the buffer is filled
 * again. Not thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class VolleyBuffer implements Spikes {

  private final Volley volley;
  private final Shape shape;

  /** An empty buffer for volleys of {@code shape}. */
  public VolleyBuffer(Shape shape) {
    this.shape = shape;
    this.volley = new Volley(shape);
  }

  /** The volley, as it was filled last. */
  public Volley volley() {
    return volley;
  }

  /**
   * Fills the buffer from latencies.
   *
   * @param steps number of time steps, 1 to {@value Volley#MAX_STEPS}
   * @param latencies one for each neuron, map-major, 0 to {@code steps}; {@code steps} for a silent
   *     neuron
   * @throws IllegalArgumentException if the number of latencies or of time steps does not fit
   */
  public Volley fill(int steps, byte[] latencies) {
    if (latencies.length != shape.size()) {
      throw new IllegalArgumentException(
          "a volley of shape "
              + shape
              + " needs "
              + shape.size()
              + " latencies, not "
              + latencies.length);
    }
    int[] ends = volley.ends(steps);
    Arrays.fill(ends, 0);
    for (byte latency : latencies) {
      if (latency < steps) {
        ends[latency]++;
      }
    }
    int[] spikes = startSteps(ends);
    for (int i = 0; i < latencies.length; i++) {
      int t = latencies[i];
      if (t < steps) {
        spikes[ends[t]++] = i;
      }
    }
    return volley;
  }

  /**
   * Fills the buffer from the latencies of some neurons; all others are silent.
   *
   * @param steps number of time steps, 1 to {@value Volley#MAX_STEPS}
   * @param neurons flat indices, ascending
   * @param latencies latency of each of these neurons, 0 to {@code steps}; {@code steps} for a
   *     silent neuron
   * @param count number of entries of the arrays to use
   * @throws IllegalArgumentException if the neurons are not ascending, or one is out of range
   */
  public Volley fill(int steps, int[] neurons, byte[] latencies, int count) {
    requireAscending(neurons, count);
    int[] ends = volley.ends(steps);
    Arrays.fill(ends, 0);
    for (int i = 0; i < count; i++) {
      if (latencies[i] < steps) {
        ends[latencies[i]]++;
      }
    }
    int[] spikes = startSteps(ends);
    for (int i = 0; i < count; i++) {
      int t = latencies[i];
      if (t < steps) {
        spikes[ends[t]++] = neurons[i];
      }
    }
    return volley;
  }

  /**
   * Replaces the number of spikes of each time step by the index of its first one.
   *
   * @return an array for all spikes
   */
  private int[] startSteps(int[] ends) {
    int start = 0;
    for (int t = 0; t < ends.length; t++) {
      int count = ends[t];
      ends[t] = start;
      start += count;
    }
    return volley.spikes(start);
  }

  /**
   * Fills the buffer with neurons that all fire in the last time step.
   *
   * @param steps number of time steps, 1 to {@value Volley#MAX_STEPS}
   * @param neurons flat indices, ascending
   * @param count number of entries of {@code neurons} to use
   * @throws IllegalArgumentException if they are not ascending, or one is out of range
   */
  public Volley fillLast(int steps, int[] neurons, int count) {
    requireAscending(neurons, count);
    System.arraycopy(neurons, 0, volley.spikes(count), 0, count);
    end(steps, count);
    return volley;
  }

  private void requireAscending(int[] neurons, int count) {
    int before = -1;
    for (int i = 0; i < count; i++) {
      int neuron = neurons[i];
      if (neuron <= before || neuron >= shape.size()) {
        throw new IllegalArgumentException(
            "spike of neuron " + neuron + " is out of range, out of order or a repeat");
      }
      before = neuron;
    }
  }

  private void end(int steps, int count) {
    int[] ends = volley.ends(steps);
    Arrays.fill(ends, 0);
    ends[steps - 1] = count;
  }

  /**
   * Fills the buffer with the neurons that fire in {@code other}, all of them in the last time
   * step, in the order of their flat index.
   *
   * @param other a volley of the same shape, which may be that of this buffer
   */
  public Volley fillTimeless(Spikes other) {
    int[] spikes = volley.spikes(other.count());
    for (int i = 0; i < other.count(); i++) {
      spikes[i] = other.spike(i);
    }
    if (other.start(other.steps() - 1) > 0) {
      Arrays.sort(spikes, 0, other.count());
    }
    end(other.steps(), other.count());
    return volley;
  }

  /**
   * Fills the buffer with several volleys, joined to one: first the neurons of the first volley,
   * then those of the second, and so on.
   *
   * @param volleys at least one; all have the same number of time steps, and together as many
   *     neurons as this buffer's shape
   */
  public Volley fillJoined(Spikes... volleys) {
    int count = 0;
    for (Spikes part : volleys) {
      count += part.count();
    }
    int[] spikes = volley.spikes(count);
    int[] ends = volley.ends(volleys[0].steps());
    int next = 0;
    for (int t = 0; t < ends.length; t++) {
      int offset = 0;
      for (Spikes part : volleys) {
        for (int spike = part.start(t); spike < part.end(t); spike++) {
          spikes[next++] = offset + part.spike(spike);
        }
        offset += part.shape().size();
      }
      ends[t] = next;
    }
    return volley;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int steps() {
    return volley.steps();
  }

  @Override
  public int count() {
    return volley.count();
  }

  @Override
  public int spike(int i) {
    return volley.spike(i);
  }

  @Override
  public int start(int step) {
    return volley.start(step);
  }

  @Override
  public int end(int step) {
    return volley.end(step);
  }

  @Override
  public void writeLatencies(byte[] latencies) {
    volley.writeLatencies(latencies);
  }

  @Override
  public Volley copy() {
    return volley.copy();
  }
}
