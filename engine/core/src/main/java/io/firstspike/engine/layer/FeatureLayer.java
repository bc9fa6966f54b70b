package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;

/**
 * A feature layer at work, from volley to volley: convolution, firing, pooling. With several
 * thresholds it outputs all its maps once for each: all maps at the lowest threshold, then all at
 * the next. Not thread-safe, as it reuses its buffers; several layers can share one {@link
 * Convolution}.
 */
public final class FeatureLayer {

  private final Convolution convolution;
  private final float[] thresholds;
  private final Pooling pooling;
  private final Shape output;
  private final byte[] pooled;
  private final InnerLoops loops;
  private FirstSpikes[] firing;
  private BinaryLayer binary;
  private int binaryVersion = -1;

  /**
   * Creates a layer.
   *
   * @param convolution the synapses
   * @param thresholds potentials that a neuron must exceed to fire, ascending
   * @param pooling pooling of its spikes
   */
  public FeatureLayer(Convolution convolution, float[] thresholds, Pooling pooling) {
    this(convolution, thresholds, pooling, InnerLoops.fastest());
  }

  /**
   * Creates a layer with the given inner loops.
   *
   * @param convolution the synapses
   * @param thresholds potentials that a neuron must exceed to fire, ascending
   * @param pooling pooling of its spikes
   * @param loops the inner loops; not to be shared with another object
   */
  public FeatureLayer(
      Convolution convolution, float[] thresholds, Pooling pooling, InnerLoops loops) {
    this.convolution = convolution;
    this.thresholds = thresholds.clone();
    this.pooling = pooling;
    this.loops = loops;
    this.output = pooling.output(convolution.output(), thresholds.length);
    this.pooled = new byte[output.size()];
  }

  /**
   * Whether no weight is negative. Which neurons fire then depends only on which inputs fire, and
   * not on their time steps, apart from rounding.
   */
  public boolean excitatory() {
    return convolution.excitatory();
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
  public Volley forward(Volley input) {
    return forward(input, new VolleyBuffer(output));
  }

  /**
   * Computes the pooled spikes that {@code input} causes, in a buffer of the shape of {@link
   * #output}.
   */
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
   * The pooled neurons that {@code input} makes fire, all in the last time step. This is faster
   * than {@link #forward}, and enough where only the choice of neurons matters.
   */
  Volley forwardAtAll(Volley input) {
    return forwardAtAll(input, new VolleyBuffer(output));
  }

  /**
   * Computes the pooled neurons that {@code input} makes fire, all in the last time step, in a
   * buffer of the shape of {@link #output}.
   */
  public Volley forwardAtAll(Volley input, VolleyBuffer buffer) {
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
    if (convolution.version() != binaryVersion) {
      binary = BinaryLayer.of(convolution, thresholds, pooling, loops.bits()).orElse(null);
      binaryVersion = convolution.version();
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
      Arrays.setAll(firing, i -> new FirstSpikes(convolution, thresholds[i], loops.weights()));
    }
    return firing;
  }

  private void pool(byte[] latencies, int threshold) {
    int first = output.size() / thresholds.length * threshold;
    pooling.latencies(convolution.output(), latencies, pooled, first);
  }
}
