package io.firstspike.engine.network;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import java.util.Random;

/**
 * Generator of the random weights that a layer begins with, one map after the other. The same seed
 * gives the same weights.
 */
final class FirstWeights {

  private final WeightsSpec weights;
  private final Random random;

  /** Of how many output neurons an input stands for one; 0: for none. */
  private final int outputs;

  private int map;

  /**
   * Creates the generator for one layer.
   *
   * @param seed the seed of the network
   * @param layer counted from 0, the decision layer last
   */
  FirstWeights(NetworkSpec spec, long seed, int layer) {
    this(
        spec,
        seed,
        layer,
        layer < spec.features().size()
            ? spec.features().get(layer).weights()
            : spec.decision().weights());
  }

  private FirstWeights(NetworkSpec spec, long seed, int layer, WeightsSpec weights) {
    this.weights = weights;
    this.outputs = weights.own() == null ? 0 : spec.encoding().stepped().graph().size();
    // Each layer has its own generator, so a change to one leaves the weights of the others alone.
    this.random = new Random(seed * 1_000_003L + layer);
  }

  /** The generator for the hidden neurons of the decision layer. */
  static FirstWeights ofHidden(NetworkSpec spec, long seed) {
    return new FirstWeights(spec, seed, spec.layers(), spec.decision().hidden().weights());
  }

  /** The weights of the next map: {@code fan} numbers, one for each synapse of a neuron. */
  float[] next(int fan) {
    float[] row = new float[fan];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (weights.mean() + weights.deviation() * random.nextGaussian());
      if (outputs > 0 && i % outputs == map) {
        row[i] = weights.own();
      }
    }
    map++;
    return row;
  }
}
