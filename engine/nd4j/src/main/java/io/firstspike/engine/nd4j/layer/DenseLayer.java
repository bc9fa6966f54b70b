package io.firstspike.engine.nd4j.layer;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.nd4j.tensor.Scratch;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A feature layer on batches of latencies: convolution, firing, pooling.
 *
 * <pre>
 * fired(t)  = P(t) > threshold, or fired(t - 1)
 * latency   = T - the sum over t of fired(t)
 * pooled    = the earliest latency of each window
 * </pre>
 */
@API(status = Status.INTERNAL)
public final class DenseLayer {

  /** The most floats of a batch's windows and potentials, which are 128 MB. */
  private static final long MOST_FLOATS = 1L << 25;

  private final FeatureLayer layer;
  private final float[] thresholds;
  private final Pooling pooling;
  private final Convolution layout;
  private final DenseWeights ordered;
  private final INDArray counted;

  /**
   * A layer with its present weights.
   *
   * @param layer the layer itself, which knows the properties of its weights
   * @param thresholds potentials that a neuron must exceed to fire, ascending
   */
  public DenseLayer(FeatureLayer layer, LayerWeights weights, float[] thresholds, Pooling pooling) {
    this.layer = layer;
    this.thresholds = thresholds.clone();
    this.pooling = pooling;
    this.layout = weights.layout();
    boolean binary = binary(weights);
    this.counted = binary ? Nd4j.createFromArray(weights.rows()) : null;
    this.ordered = binary ? null : new DenseWeights(weights);
  }

  private static boolean binary(LayerWeights weights) {
    for (float[] row : weights.rows()) {
      for (float weight : row) {
        if (weight != 0 && weight != 1) {
          return false;
        }
      }
    }
    return true;
  }

  /** The shape of its output, after pooling. */
  Shape output() {
    return layer.output();
  }

  /**
   * The pooled spikes that latencies cause, (N, thresholds x maps, height, width).
   *
   * @param latencies (N, C, H, W)
   * @param inTime whether spikes keep their time steps; otherwise all come in the last one
   */
  public INDArray forward(INDArray latencies, int steps, boolean inTime) {
    int count = (int) latencies.size(0);
    int together = Math.max(1, Math.min(count, together()));
    Shape shape = output();
    INDArray output =
        Nd4j.create(DataType.FLOAT, count, shape.maps(), shape.height(), shape.width());
    for (int first = 0; first < count; first += together) {
      var part = NDArrayIndex.interval(first, Math.min(count, first + together));
      forward(latencies.get(part), steps, inTime, output.get(part));
    }
    return output;
  }

  /** The number of inputs whose windows and potentials stay small. */
  private int together() {
    int locations = layout.output().locations();
    return counted == null
        ? OrderedPotentials.ROWS / locations
        : (int) (MOST_FLOATS / ((long) (layout.fan() + layout.output().maps()) * locations));
  }

  private void forward(INDArray latencies, int steps, boolean inTime, INDArray output) {
    int maps = layout.output().maps();
    try (Potentials potentials = potentials(latencies, steps);
        Scratch scratch = new Scratch()) {
      INDArray[] fired =
          inTime || !layer.excitatory()
              ? stepByStep(potentials, steps, scratch)
              : atAll(potentials, steps, scratch);
      for (int i = 0; i < thresholds.length; i++) {
        INDArray pooled = DensePooling.earliest(shaped(potentials, fired[i], scratch), pooling);
        if (!inTime) {
          Transforms.max(pooled, steps - 1, false);
        }
        output
            .get(NDArrayIndex.all(), NDArrayIndex.interval(i * maps, (i + 1) * maps))
            .assign(pooled);
      }
    }
  }

  private Potentials potentials(INDArray latencies, int steps) {
    return counted == null
        ? new OrderedPotentials(ordered, Tensors.volleys(latencies, steps))
        : new CountedPotentials(layout, counted, latencies, steps);
  }

  /** The latency of each neuron at each threshold. */
  private INDArray[] stepByStep(Potentials potentials, int steps, Scratch scratch) {
    INDArray[] fired = new INDArray[thresholds.length];
    INDArray[] latencies = new INDArray[thresholds.length];
    INDArray now = null;
    for (int t = 0; t < steps; t++) {
      INDArray present = potentials.next();
      for (int i = 0; i < thresholds.length; i++) {
        if (t == 0) {
          now = now == null ? scratch.hold(present.ulike()) : now;
          fired[i] = scratch.zeros(present.shape());
          latencies[i] = scratch.zeros(present.shape()).addi(steps);
        }
        Transforms.max(fired[i], Masks.above(present, thresholds[i], now), false);
        latencies[i].subi(fired[i]);
      }
    }
    return latencies;
  }

  /**
   * Computes which neurons fire where potentials only grow, all in the last time step: the final
   * potentials tell it.
   */
  private INDArray[] atAll(Potentials potentials, int steps, Scratch scratch) {
    INDArray last = potentials.last();
    INDArray[] latencies = new INDArray[thresholds.length];
    for (int i = 0; i < thresholds.length; i++) {
      INDArray fired = scratch.hold(last.ulike());
      latencies[i] = Masks.above(last, thresholds[i], fired).rsubi(steps);
    }
    return latencies;
  }

  private INDArray shaped(Potentials potentials, INDArray latencies, Scratch scratch) {
    Shape shape = layout.output();
    INDArray arranged = potentials.arranged(latencies);
    return scratch
        .hold(arranged.dup('c'))
        .reshape(arranged.size(0), shape.maps(), shape.height(), shape.width());
  }
}
