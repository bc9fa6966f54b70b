package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.plasticity.Stdp;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * STDP as tensor operations, each of which rounds as Java's:
 *
 * <pre>
 * rate = inTime * potentiation + (1 - inTime) * depression
 * w   += rate * ((w - lower) * (upper - w))   with the stabiliser, else rate
 * </pre>
 *
 * then clamped to the bounds. What is closer to 0 than the least normal float becomes 0.
 */
@API(status = Status.INTERNAL)
public final class DenseStdp {

  private DenseStdp() {}

  /**
   * The new weights.
   *
   * @param inTime for each weight, 1 if its input fired no later than the neuron, else 0
   */
  public static INDArray learned(INDArray weights, INDArray inTime, Stdp rule) {
    INDArray change = Masks.choose(inTime, rule.potentiation(), rule.depression());
    if (rule.stabilised()) {
      change.muli(weights.sub(rule.lower()).muli(weights.rsub(rule.upper())));
    }
    return clamped(weights.add(change), rule);
  }

  /** The weights within the bounds of {@code rule}. */
  public static INDArray clamped(INDArray weights, Stdp rule) {
    INDArray within = Transforms.max(Transforms.min(weights, rule.upper(), true), rule.lower());
    INDArray normal = Masks.above(Transforms.abs(within), Math.nextDown(Float.MIN_NORMAL));
    // Adding 0 takes the sign from zeros.
    return within.muli(normal).addi(0);
  }

  /** The weights rounded to 0 and 1. */
  static INDArray binarised(INDArray weights) {
    return Masks.above(weights, 0.5f);
  }
}
