package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Integrate and fire, each neuron at most once: the time step in which its potential first exceeds
 * the threshold (strictly) is its latency. Not thread-safe: it keeps its potentials.
 */
public final class FirstSpikes {

  private final Convolution convolution;
  private final float threshold;
  private final float[][] potentials;
  private final byte[] latencies;
  private final float[] atSpike;

  /**
   * @param convolution the layer's synapses
   * @param threshold potential a neuron must exceed to fire; infinite: every neuron with a positive
   *     potential fires in the last time step
   */
  public FirstSpikes(Convolution convolution, float threshold) {
    this.convolution = convolution;
    this.threshold = threshold;
    this.potentials = convolution.newPotentials();
    this.latencies = new byte[convolution.output().size()];
    this.atSpike = new float[latencies.length];
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
        convolution.integrate(input, input.start(t), input.end(t), potentials);
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
    convolution.integrate(input, 0, input.count(), potentials);
    byte[] inputLatencies = null;
    int width = convolution.output().width();
    for (int location = 0; location < potentials.length; location++) {
      float[] potential = potentials[location];
      SpikesInTime field = null;
      for (int map = 0; map < potential.length; map++) {
        if (potential[map] > threshold) {
          if (inputLatencies == null) {
            inputLatencies = input.latencies();
          }
          if (field == null) {
            byte[] seen =
                convolution.receptiveField(
                    inputLatencies, (byte) input.steps(), location / width, location % width);
            field = SpikesInTime.of(seen, input.steps());
          }
          fireInTime(field, map, map * potentials.length + location);
        }
      }
    }
  }

  /** Adds one neuron's spikes up again, in the same order, until it fires. */
  private void fireInTime(SpikesInTime field, int map, int neuron) {
    float sum = 0;
    int i = 0;
    for (int t = 0; t < field.ends().length; t++) {
      for (; i < field.ends()[t]; i++) {
        sum += convolution.weight(field.taps()[i], map);
      }
      if (sum > threshold) {
        latencies[neuron] = (byte) t;
        atSpike[neuron] = sum;
        return;
      }
    }
  }

  /**
   * The synapses of a receptive field whose input fires, by time, then position.
   *
   * @param taps their positions
   * @param ends for each time step, how many have come by its end
   */
  private record SpikesInTime(int[] taps, int[] ends) {

    static SpikesInTime of(byte[] field, int steps) {
      int[] next = new int[steps + 2];
      for (byte latency : field) {
        next[latency + 1]++;
      }
      for (int t = 0; t < steps; t++) {
        next[t + 1] += next[t];
      }
      int[] taps = new int[next[steps]];
      for (int tap = 0; tap < field.length; tap++) {
        if (field[tap] < steps) {
          taps[next[field[tap]]++] = tap;
        }
      }
      return new SpikesInTime(taps, Arrays.copyOf(next, steps));
    }
  }

  /**
   * Which neurons fire at all: the same as {@link #fire}, but every latency is that of the last
   * time step. Faster, where nobody asks for times: a decision does not. The array is this object's
   * own and valid until the next call.
   */
  public byte[] fireAtAll(Volley input) {
    byte last = (byte) (input.steps() - 1);
    if (convolution.excitatory()) {
      reset(input);
      convolution.integrate(input, 0, input.count(), potentials);
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
    for (float[] potential : potentials) {
      Arrays.fill(potential, 0);
    }
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
    for (int location = 0; location < potentials.length; location++) {
      float[] potential = potentials[location];
      for (int map = 0; map < potential.length; map++) {
        if (potential[map] > barrier) {
          int neuron = map * potentials.length + location;
          latencies[neuron] = step;
          atSpike[neuron] = potential[map];
          // Whatever else arrives, this neuron has fired.
          potential[map] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }
}
