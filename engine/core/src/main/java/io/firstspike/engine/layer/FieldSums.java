package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * The potentials of single neurons, added up in the order in which spikes arrive: by time step,
 * then by synapse. Bit for bit those of {@link Potentials}. Not thread-safe.
 */
final class FieldSums {

  private final LayerWeights weights;
  private final Convolution layout;
  private final byte[] latencies;
  private final byte[] field;
  private final int[] taps;
  private final int[] ends = new int[Volley.MAX_STEPS + 2];
  private int steps;
  private int location;
  private float atSpike;

  FieldSums(LayerWeights weights) {
    this.weights = weights;
    this.layout = weights.layout();
    this.latencies = new byte[layout.input().size()];
    this.field = new byte[layout.fan()];
    this.taps = new int[field.length];
  }

  /** Sets the input. */
  void show(Spikes input) {
    steps = input.steps();
    location = -1;
    input.writeLatencies(latencies);
  }

  /**
   * Lists in {@code taps} the synapses of a location whose input fires, by time step, then by tap;
   * {@code ends} becomes, for each time step, the number of synapses up to its end.
   */
  private void sort(int at) {
    location = at;
    int width = layout.output().width();
    layout.receptiveField(latencies, (byte) steps, at / width, at % width, field);
    Arrays.fill(ends, 0, steps + 2, 0);
    for (byte latency : field) {
      ends[latency + 1]++;
    }
    for (int t = 0; t < steps; t++) {
      ends[t + 1] += ends[t];
    }
    for (int tap = 0; tap < field.length; tap++) {
      if (field[tap] < steps) {
        taps[ends[field[tap]]++] = tap;
      }
    }
  }

  /**
   * The time step in which a neuron's potential exceeds {@code threshold}; the number of steps if
   * it never does. No weight may be negative. Fastest for one location after the other.
   */
  int step(int map, int at, float threshold) {
    if (at != location) {
      sort(at);
    }
    float sum = 0;
    int i = 0;
    for (int t = 0; t < steps; t++) {
      for (; i < ends[t]; i++) {
        sum += weights.weight(taps[i], map);
      }
      if (sum > threshold) {
        atSpike = sum;
        return t;
      }
    }
    return steps;
  }

  /** The potential in the last step that {@link #step} found. */
  float atSpike() {
    return atSpike;
  }
}
