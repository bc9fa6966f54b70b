package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
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

  /** Of all maps, made when first needed: a layer that counts never needs them. */
  private SummingMaps sums;

  /** The maps that count with the weights of {@code version}; null for none. */
  private CountingMaps counting;

  /** The other maps of those weights; null for none. */
  private SummingMaps summing;

  private long version = LayerWeights.NO_VERSION;

  /** Volleys since the weights changed. */
  private int volleys;

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
   * floats are rounded, counts are not.
   */
  public boolean readsOrder() {
    seeWeights();
    return summing != null || !counting.certain();
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
    prepare();
    Arrays.fill(pooled, (byte) input.steps());
    if (summing != null) {
      summing.fireInTime(input, pooled);
    }
    if (counting != null) {
      counting.fireInTime(input, pooled);
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
    prepare();
    int count = counting == null ? 0 : counting.fireAtAll(input);
    if (summing == null) {
      return buffer.fillLast(input.steps(), counting.spikes(), count);
    }
    Arrays.fill(pooled, (byte) input.steps());
    summing.fireAtAll(input, pooled);
    for (int i = 0; i < count; i++) {
      pooled[counting.spikes()[i]] = (byte) (input.steps() - 1);
    }
    return buffer.fill(input.steps(), pooled);
  }

  /**
   * Prepares for a volley. Maps are told apart only with the second one since the weights changed:
   * those of a layer that learns change with each.
   */
  private void prepare() {
    seeWeights();
    if (++volleys == 2 && counting == null) {
      tellMapsApart();
    }
  }

  /** Begins anew if the weights have changed: if all are 0 or 1, maps count, else they sum up. */
  private void seeWeights() {
    if (weights.version() != version) {
      version = weights.version();
      volleys = 0;
      counting = null;
      summing = sums;
      if (weights.binary()) {
        tellMapsApart();
      }
      if (counting == null && sums == null) {
        sums = new SummingMaps(weights, thresholds, pooling, loops);
        summing = sums;
      }
    }
  }

  /** Lets the maps count that can, if these are at least half of them. */
  private void tellMapsApart() {
    if (!CountingMaps.fit(layout)) {
      return;
    }
    FiringCounts[] counts = new FiringCounts[weights.maps()];
    Arrays.setAll(counts, map -> FiringCounts.of(weights.row(map), thresholds));
    int[] others = IntStream.range(0, counts.length).filter(i -> counts[i] == null).toArray();
    if (2 * others.length <= counts.length) {
      counting = CountingMaps.of(weights, counts, thresholds, pooling, loops.bits());
      summing =
          others.length == 0 ? null : SummingMaps.some(weights, others, thresholds, pooling, loops);
    }
  }
}
