package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Integrate-and-fire neurons that fire at most once: the latency of a neuron is the time step in
 * which its potential first exceeds the threshold. Not thread-safe, as it reuses its buffers.
 */
@API(status = Status.INTERNAL)
public final class FirstSpikes {

  private final LayerWeights weights;
  private final Convolution layout;
  private final float threshold;
  private final Potentials potentials;
  private final int stride;
  private final byte[] latencies;
  private final float[] atSpike;
  private final FieldSums sums;

  /**
   * Creates the neurons of a layer.
   *
   * @param weights the layer's weights
   * @param threshold potential that a neuron must exceed to fire; if infinite, every neuron with a
   *     positive potential fires in the last time step
   */
  public FirstSpikes(LayerWeights weights, float threshold) {
    this(weights, threshold, InnerLoops.fastest().weights());
  }

  /**
   * Creates the neurons of a layer with the given inner loops.
   *
   * @param weights the layer's weights
   * @param threshold potential that a neuron must exceed to fire; if infinite, every neuron with a
   *     positive potential fires in the last time step
   * @param loops the inner loops; not to be shared with another object
   */
  public FirstSpikes(LayerWeights weights, float threshold, WeightLoops loops) {
    this.weights = weights;
    this.layout = weights.layout();
    this.threshold = threshold;
    this.potentials = new Potentials(weights, loops);
    this.stride = layout.stride();
    this.latencies = new byte[layout.output().size()];
    this.atSpike = new float[latencies.length];
    this.sums = new FieldSums(weights);
  }

  /**
   * Computes the latencies of all neurons.
   *
   * @return latencies, map-major, {@code input.steps()} for a silent neuron; an array of this
   *     object, valid until the next call
   */
  public byte[] fire(Spikes input) {
    reset(input);
    if (weights.excitatory() && threshold != Float.POSITIVE_INFINITY) {
      fireExcitatory(input);
    } else {
      fireStepByStep(input);
    }
    return latencies;
  }

  private void fireStepByStep(Spikes input) {
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
   * Computes latencies where no weight is negative. The potentials after the last time step then
   * tell which neurons fire, and only for these the time steps are computed.
   */
  private void fireExcitatory(Spikes input) {
    potentials.integrate(input, 0, input.count());
    sums.show(input);
    float[] values = potentials.values();
    int place = potentials.firstAbove(0, threshold);
    while (place >= 0) {
      int location = place / stride;
      int first = potentials.place(location);
      for (int map = 0; map < layout.output().maps(); map++) {
        if (values[first + map] > threshold) {
          int neuron = map * layout.output().locations() + location;
          latencies[neuron] = (byte) sums.step(map, location, threshold);
          atSpike[neuron] = sums.atSpike();
        }
      }
      place = potentials.firstAbove(first + stride, threshold);
    }
  }

  /**
   * Computes which neurons fire: those of {@link #fire}, but all in the last time step. This is
   * faster, and enough where only the choice of neurons matters, as in decisions.
   *
   * @return latencies, map-major, {@code input.steps()} for a silent neuron; an array of this
   *     object, valid until the next call
   */
  byte[] fireAtAll(Spikes input) {
    byte last = (byte) (input.steps() - 1);
    if (weights.excitatory()) {
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

  private void reset(Spikes input) {
    potentials.clear();
    Arrays.fill(latencies, (byte) input.steps());
    Arrays.fill(atSpike, 0);
  }

  /**
   * The potential of each neuron in the time step of its spike, for the volley that {@link #fire}
   * was called with last.
   *
   * @return potentials, map-major, 0 for a silent neuron; an array of this object, valid until the
   *     next call
   */
  public float[] potentials() {
    return atSpike;
  }

  private void cross(byte step, float barrier) {
    float[] values = potentials.values();
    int locations = layout.output().locations();
    for (int place = potentials.firstAbove(0, barrier);
        place >= 0;
        place = potentials.firstAbove(place + 1, barrier)) {
      int map = place % stride;
      if (map < layout.output().maps()) {
        int neuron = map * locations + place / stride;
        latencies[neuron] = step;
        atSpike[neuron] = values[place];
        // The neuron has fired and must not fire again, whatever spikes arrive later.
        values[place] = Float.NEGATIVE_INFINITY;
      }
    }
  }
}
