package io.firstspike.engine.learning;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Mark of a retired label in the weights of its neurons. Every copy of the weights has it, so that
 * nothing else needs to tell which labels are retired.
 */
@API(status = Status.INTERNAL)
public final class RetiredLabel {

  /** Weight of all synapses of a retired label's neurons: so low that none of them ever decides. */
  static final float WEIGHT = -1000;

  private RetiredLabel() {}

  /** Whether a neuron whose first synapse has this weight stands for a retired label. */
  public static boolean marks(float weight) {
    return weight <= WEIGHT / 2;
  }
}
