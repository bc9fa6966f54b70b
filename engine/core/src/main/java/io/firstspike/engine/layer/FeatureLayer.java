package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A feature layer at work, from volley to volley: convolution, firing, pooling. With several
 * thresholds it outputs all its maps once for each: all maps at the lowest threshold, then all at
 * the next. Not thread-safe, as it reuses its buffers; several layers can share {@link
 * LayerWeights}.
 */
@API(status = Status.MAINTAINED)
public final class FeatureLayer {

  private final LayerWeights weights;
  private final Convolution layout;
  private final float[] thresholds;
  private final Pooling pooling;
  private final Shape output;
  private final byte[] pooled;
  private final InnerLoops loops;
  private FirstSpikes[] firing;
  private BinaryLayer binary;
  private long binaryVersion = LayerWeights.NO_VERSION;

  /**
   * Creates a layer.
   *
   * @param weights the weights of its synapses
   * @param thresholds potentials that a neuron must exceed to fire, ascending
   * @param pooling pooling of its spikes
   */
  public FeatureLayer(LayerWeights weights, float[] thresholds, Pooling pooling) {
    this(weights, thresholds, pooling, InnerLoops.fastest());
  }

  /**
   * Creates a layer with the given inner loops.
   *
   * @param weights the weights of its synapses
   * @param thresholds potentials that a neuron must exceed to fire, ascending
   * @param pooling pooling of its spikes
   * @param loops the inner loops; not to be shared with another object
   */
  public FeatureLayer(LayerWeights weights, float[] thresholds, Pooling pooling, InnerLoops loops) {
    this.weights = weights;
    this.layout = weights.layout();
    this.thresholds = thresholds.clone();
    this.pooling = pooling;
    this.loops = loops;
    this.output = pooling.output(layout.output(), thresholds.length);
    this.pooled = new byte[output.size()];
  }

  /**
   * Whether no weight is negative. Which neurons fire then depends only on which inputs fire, and
   * not on their time steps, apart from rounding.
   */
  public boolean excitatory() {
    return weights.excitatory();
  }

  /**
   * Whether the order of input spikes can influence which neurons fire, through rounding: sums of
   * floats are rounded, counts of ones are not.
   */
  public boolean readsOrder() {
    return binary() == null;
  }

  /** The shape of its output, after pooling. */
  public Shape output() {
    return output;
  }

  /** The pooled spikes that {@code input} causes. */
  public Volley forward(Spikes input) {
    return forward(input, new VolleyBuffer(output));
  }

  /**
   * Computes the pooled spikes that {@code input} causes, in a buffer of the shape of {@link
   * #output}.
   */
  public Volley forward(Spikes input, VolleyBuffer buffer) {
    if (binary() != null) {
      return binary.fireInTime(input, buffer);
    }
    for (int i = 0; i < thresholds.length; i++) {
      pool(firing()[i].fire(input), i);
    }
    return buffer.fill(input.steps(), pooled);
  }

  /**
   * The pooled neurons that {@code input} makes fire, all in the last time step. This is faster
   * than {@link #forward}, and enough where only the choice of neurons matters.
   */
  Volley forwardAtAll(Spikes input) {
    return forwardAtAll(input, new VolleyBuffer(output));
  }

  /**
   * Computes the pooled neurons that {@code input} makes fire, all in the last time step, in a
   * buffer of the shape of {@link #output}.
   */
  public Volley forwardAtAll(Spikes input, VolleyBuffer buffer) {
    if (binary() != null) {
      return binary.fireAtAll(input, buffer);
    }
    for (int i = 0; i < thresholds.length; i++) {
      pool(firing()[i].fireAtAll(input), i);
    }
    return buffer.fill(input.steps(), pooled);
  }

  /** The fast form of the layer with its present weights; null if they are not all 0 or 1. */
  private BinaryLayer binary() {
    if (weights.version() != binaryVersion) {
      binary = BinaryLayer.of(weights, thresholds, pooling, loops.bits()).orElse(null);
      binaryVersion = weights.version();
    }
    return binary;
  }

  /**
   * The neurons at each threshold. They are created when first needed, as a layer of ones and zeros
   * never needs them.
   */
  private FirstSpikes[] firing() {
    if (firing == null) {
      firing = new FirstSpikes[thresholds.length];
      Arrays.setAll(firing, i -> new FirstSpikes(weights, thresholds[i], loops.weights()));
    }
    return firing;
  }

  private void pool(byte[] latencies, int threshold) {
    int first = output.size() / thresholds.length * threshold;
    pooling.latencies(layout.output(), latencies, pooled, first);
  }
}
