package io.firstspike.engine.layer;

import io.firstspike.engine.compute.Kernels;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;

/**
 * A layer that turns volleys into volleys: convolution, firing, pooling. It may be read at several
 * thresholds, as so many sets of maps with the same weights: all maps at the lowest, then all at
 * the next. Not thread-safe: it keeps its potentials; several can share one {@link Convolution}.
 */
public final class FeatureLayer {

  private final Convolution convolution;
  private final float[] thresholds;
  private final Pooling pooling;
  private final Shape output;
  private final byte[] pooled;
  private final Kernels kernels;
  private FirstSpikes[] firing;
  private BinaryLayer binary;
  private int binaryVersion = -1;

  /**
   * @param convolution the synapses
   * @param thresholds potentials a neuron must exceed to fire, ascending
   * @param pooling how its spikes are pooled
   */
  public FeatureLayer(Convolution convolution, float[] thresholds, Pooling pooling) {
    this(convolution, thresholds, pooling, Kernels.fastest());
  }

  /**
   * The same.
   *
   * @param kernels this layer's own
   */
  public FeatureLayer(
      Convolution convolution, float[] thresholds, Pooling pooling, Kernels kernels) {
    this.convolution = convolution;
    this.thresholds = thresholds.clone();
    this.pooling = pooling;
    this.kernels = kernels;
    this.output = pooling.output(convolution.output(), thresholds.length);
    this.pooled = new byte[output.size()];
  }

  /**
   * Whether its synapses only excite: then it does not matter to which of its neurons fire at all
   * when the input fires.
   */
  public boolean excitatory() {
    return convolution.excitatory();
  }

  /**
   * Whether it makes a difference to which of its neurons fire at all in what order its input
   * fires: sums of floats may round, counts of ones do not.
   */
  public boolean readsOrder() {
    return binary() == null;
  }

  /** The shape of its pooled spikes. */
  public Shape output() {
    return output;
  }

  /** The pooled spikes that {@code input} causes. */
  public Volley forward(Volley input) {
    return forward(input, new VolleyBuffer(output));
  }

  /** The same, in a buffer of {@link #output}. */
  public Volley forward(Volley input, VolleyBuffer buffer) {
    if (binary() != null) {
      return binary.fireInTime(input, buffer);
    }
    for (int i = 0; i < thresholds.length; i++) {
      pool(firing()[i].fire(input), i);
    }
    return buffer.fill(input.steps(), pooled);
  }

  /**
   * Which pooled neurons fire at all when {@code input} comes, all in the last time step: faster
   * than {@link #forward}, and enough for a decision.
   */
  Volley forwardAtAll(Volley input) {
    return forwardAtAll(input, new VolleyBuffer(output));
  }

  /** The same, in a buffer of {@link #output}. */
  public Volley forwardAtAll(Volley input, VolleyBuffer buffer) {
    if (binary() != null) {
      return binary.fireAtAll(input, buffer);
    }
    for (int i = 0; i < thresholds.length; i++) {
      pool(firing()[i].fireAtAll(input), i);
    }
    return buffer.fill(input.steps(), pooled);
  }

  /** The faster form of the layer as it is now; null if its weights are not all 0 or 1. */
  private BinaryLayer binary() {
    if (convolution.version() != binaryVersion) {
      binary = BinaryLayer.of(convolution, thresholds, pooling, kernels).orElse(null);
      binaryVersion = convolution.version();
    }
    return binary;
  }

  /** One a threshold; made when first needed, for a layer of ones never needs their potentials. */
  private FirstSpikes[] firing() {
    if (firing == null) {
      firing = new FirstSpikes[thresholds.length];
      Arrays.setAll(firing, i -> new FirstSpikes(convolution, thresholds[i], kernels));
    }
    return firing;
  }

  private void pool(byte[] latencies, int threshold) {
    int first = output.size() / thresholds.length * threshold;
    pooling.latencies(convolution.output(), latencies, pooled, first);
  }
}
