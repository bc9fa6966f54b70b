package io.firstspike.engine.tuning;

import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spec.PoolSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.List;

/** How many of a layer's neurons fire, before pooling, by threshold. */
final class FiringShare {

  private final LayerWeights weights;
  private final List<Volley> inputs;

  FiringShare(LayerWeights weights, List<Volley> inputs) {
    this.weights = weights;
    this.inputs = inputs;
  }

  /** The mean number of neurons that fire for an input. */
  double fired(float threshold) {
    FeatureLayer layer =
        new FeatureLayer(weights, new float[] {threshold}, PoolSpec.NONE.pooling());
    VolleyBuffer buffer = new VolleyBuffer(layer.output());
    long fired = 0;
    for (Volley input : inputs) {
      fired += layer.forwardAtAll(input, buffer).count();
    }
    return (double) fired / Math.max(1, inputs.size());
  }

  /**
   * The lowest whole threshold at which no more neurons than {@code most} fire for an input; at
   * most {@code highest}.
   */
  int threshold(double most, int highest) {
    int low = 0;
    int high = highest;
    while (low < high) {
      int middle = (low + high) / 2;
      if (fired(middle) <= most) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
