package io.firstspike.engine.network;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import java.util.Random;

/**
 * SeededRandom the weights a layer begins with, one map after the other: the same for the same
 * seed.
 */
final class FirstWeights {

  private final WeightsSpec weights;
  private final Random random;

  /**
   * The first weights of a layer.
   *
   * @param layer counted from 0, the decision layer last
   */
  FirstWeights(NetworkSpec spec, long seed, int layer) {
    this.weights =
        layer < spec.features().size()
            ? spec.features().get(layer).weights()
            : spec.decision().weights();
    // One generator a layer: a change to one layer leaves the others' weights alone.
    this.random = new Random(seed * 1_000_003L + layer);
  }

  /** Those of the next map, which has {@code fan} of them. */
  float[] next(int fan) {
    float[] row = new float[fan];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (weights.mean() + weights.deviation() * random.nextGaussian());
    }
    return row;
  }
}
