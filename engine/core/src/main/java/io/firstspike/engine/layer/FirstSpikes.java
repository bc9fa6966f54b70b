package io.firstspike.engine.layer;

import io.firstspike.engine.compute.Kernels;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Integrate and fire, each neuron at most once: the time step in which its potential first exceeds
 * the threshold (strictly) is its latency. Not thread-safe: it keeps its potentials.
 */
public final class FirstSpikes {

  private final Convolution convolution;
  private final float threshold;
  private final Potentials potentials;
  private final int stride;
  private final byte[] latencies;
  private final float[] atSpike;
  private final byte[] inputLatencies;
  private final byte[] field;
  private final int[] taps;
  private final int[] ends = new int[Volley.MAX_STEPS + 2];

  /**
   * @param convolution the layer's synapses
   * @param threshold potential a neuron must exceed to fire; infinite: every neuron with a positive
   *     potential fires in the last time step
   */
  public FirstSpikes(Convolution convolution, float threshold) {
    this(convolution, threshold, Kernels.fastest());
  }

  /**
   * The same.
   *
   * @param kernels this object's own
   */
  FirstSpikes(Convolution convolution, float threshold, Kernels kernels) {
    this.convolution = convolution;
    this.threshold = threshold;
    this.potentials = new Potentials(convolution, kernels);
    this.stride = convolution.stride();
    this.latencies = new byte[convolution.output().size()];
    this.atSpike = new float[latencies.length];
    this.inputLatencies = new byte[convolution.input().size()];
    this.field = new byte[convolution.fan()];
    this.taps = new int[field.length];
  }

  /**
   * The latencies of all neurons, map-major; a silent one has {@code input.steps()}. The array is
   * this object's own and valid until the next call.
   */
  public byte[] fire(Volley input) {
    reset(input);
    if (convolution.excitatory() && threshold != Float.POSITIVE_INFINITY) {
      fireExcitatory(input);
    } else {
      fireStepByStep(input);
    }
    return latencies;
  }

  private void fireStepByStep(Volley input) {
    for (int t = 0; t < input.steps(); t++) {
      if (input.end(t) > input.start(t)) {
        potentials.integrate(input, input.start(t), input.end(t));
        cross((byte) t, threshold);
      }
    }
    if (threshold == Float.POSITIVE_INFINITY) {
      cross((byte) (input.steps() - 1), 0);
    }
  }

  /**
   * Potentials that only grow tell in the end who has fired; when, is then asked of those few
   * alone.
   */
  private void fireExcitatory(Volley input) {
    potentials.integrate(input, 0, input.count());
    input.writeLatencies(inputLatencies);
    float[] values = potentials.values();
    int place = potentials.firstAbove(0, threshold);
    while (place >= 0) {
      int location = place / stride;
      int first = potentials.place(location);
      sortField(location, input.steps());
      for (int map = 0; map < convolution.output().maps(); map++) {
        if (values[first + map] > threshold) {
          fireInTime(map, map * convolution.output().locations() + location, input.steps());
        }
      }
      place = potentials.firstAbove(first + stride, threshold);
    }
  }

  /**
   * Lists the synapses of a location whose input fires, by time, then position, in {@code taps};
   * {@code ends} tells, for each time step, how many have come by its end.
   */
  private void sortField(int location, int steps) {
    int width = convolution.output().width();
    convolution.receptiveField(
        inputLatencies, (byte) steps, location / width, location % width, field);
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

  /** Adds one neuron's spikes up again, in the same order, until it fires. */
  private void fireInTime(int map, int neuron, int steps) {
    float sum = 0;
    int i = 0;
    for (int t = 0; t < steps; t++) {
      for (; i < ends[t]; i++) {
        sum += convolution.weight(taps[i], map);
      }
      if (sum > threshold) {
        latencies[neuron] = (byte) t;
        atSpike[neuron] = sum;
        return;
      }
    }
  }

  /**
   * Which neurons fire at all: the same as {@link #fire}, but every latency is that of the last
   * time step. Faster, where nobody asks for times: a decision does not. The array is this object's
   * own and valid until the next call.
   */
  byte[] fireAtAll(Volley input) {
    byte last = (byte) (input.steps() - 1);
    if (convolution.excitatory()) {
      reset(input);
      potentials.integrate(input, 0, input.count());
      cross(last, threshold == Float.POSITIVE_INFINITY ? 0 : threshold);
    } else {
      fire(input);
      for (int i = 0; i < latencies.length; i++) {
        latencies[i] = (byte) Math.max(latencies[i], last);
      }
    }
    return latencies;
  }

  private void reset(Volley input) {
    potentials.clear();
    Arrays.fill(latencies, (byte) input.steps());
    Arrays.fill(atSpike, 0);
  }

  /**
   * The potential of each neuron in the time step of its spike, map-major, 0 if it is silent: of
   * the last volley given to {@link #fire}. The array is this object's own and valid until the next
   * call.
   */
  public float[] potentials() {
    return atSpike;
  }

  private void cross(byte step, float barrier) {
    float[] values = potentials.values();
    int locations = convolution.output().locations();
    for (int place = potentials.firstAbove(0, barrier);
        place >= 0;
        place = potentials.firstAbove(place + 1, barrier)) {
      int map = place % stride;
      if (map < convolution.output().maps()) {
        int neuron = map * locations + place / stride;
        latencies[neuron] = step;
        atSpike[neuron] = values[place];
        // Whatever else arrives, this neuron has fired.
        values[place] = Float.NEGATIVE_INFINITY;
      }
    }
  }
}
