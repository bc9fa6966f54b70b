package io.firstspike.engine.spike;

import java.util.Arrays;

/**
 * A volley that is filled anew for every image, so that who goes through many allocates nothing: it
 * grows to the largest it has held. What a method returns is always the same {@link Volley}, valid
 * until the next one is called. Not thread-safe.
 */
public final class VolleyBuffer {

  private final Volley volley;
  private final Shape shape;

  /** An empty buffer for volleys of {@code shape}. */
  public VolleyBuffer(Shape shape) {
    this.shape = shape;
    this.volley = new Volley(shape);
  }

  /** What was filled in last. */
  public Volley volley() {
    return volley;
  }

  /**
   * From one latency a neuron.
   *
   * @param steps time steps, 1 to {@value Volley#MAX_STEPS}
   * @param latencies {@code shape.size()} entries, 0 to {@code steps}; {@code steps} = silent
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
   * From some neurons and their latencies; all others are silent.
   *
   * @param steps time steps, 1 to {@value Volley#MAX_STEPS}
   * @param neurons flat indices, ascending
   * @param latencies of those neurons, 0 to {@code steps}; {@code steps} = silent
   * @param count how many of them there are
   * @throws IllegalArgumentException if they do not ascend, or one is out of range
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

  /** Turns the number of each step's spikes into where they begin; returns room for all. */
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
   * From neurons that all fire in the last time step.
   *
   * @param steps time steps, 1 to {@value Volley#MAX_STEPS}
   * @param neurons flat indices, ascending
   * @param count how many of {@code neurons} count
   * @throws IllegalArgumentException if they do not ascend, or one is out of range
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
   * The same neurons as in {@code other}, all in the last time step, in the order of their index.
   *
   * @param other may be this buffer's own
   */
  public Volley fillTimeless(Volley other) {
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
   * Several volleys side by side: the neurons of the first, then those of the second, and so on.
   *
   * @param volleys at least one, all of the same number of time steps, and together of as many
   *     neurons as this buffer's shape
   */
  public Volley fillJoined(Volley... volleys) {
    int count = 0;
    for (Volley part : volleys) {
      count += part.count();
    }
    int[] spikes = volley.spikes(count);
    int[] ends = volley.ends(volleys[0].steps());
    int next = 0;
    for (int t = 0; t < ends.length; t++) {
      int offset = 0;
      for (Volley part : volleys) {
        for (int spike = part.start(t); spike < part.end(t); spike++) {
          spikes[next++] = offset + part.spike(spike);
        }
        offset += part.shape().size();
      }
      ends[t] = next;
    }
    return volley;
  }
}
