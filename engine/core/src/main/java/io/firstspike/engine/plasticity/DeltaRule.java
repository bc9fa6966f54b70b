package io.firstspike.engine.plasticity;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The delta rule, one class against the rest: each decision neuron learns by its own error, the
 * difference between the target and its output.
 *
 * <pre>w += step * (target - sigmoid(potential))   for every synapse whose input fired</pre>
 *
 * where {@code target} is 1 for the neuron of the right label and 0 for all others, or a little
 * less and a little more. This is logistic regression by stochastic gradient descent. It is local:
 * a synapse uses its own input, its own neuron's potential and one signal that all neurons receive,
 * the label.
 */
@API(status = Status.INTERNAL)
public final class DeltaRule {

  private DeltaRule() {}

  /** The target of the right neuron, which leaves {@code smoothing} to all others. */
  public static float rightTarget(float smoothing) {
    return 1 - smoothing;
  }

  /** The target of each other neuron: an equal part of what the right one leaves. */
  public static float otherTarget(float smoothing, int neurons) {
    return neurons > 1 ? smoothing / (neurons - 1) : 0;
  }

  /**
   * Replaces each potential in the array by the neuron's error, {@code target -
   * sigmoid(potential)}.
   *
   * @param potentials {@code [neuron]}
   * @param label index of the neuron of the right label
   * @param smoothing share of the label that this neuron leaves to all others, 0 to below 1
   */
  public static void errors(float[] potentials, int label, float smoothing) {
    float right = rightTarget(smoothing);
    float other = otherTarget(smoothing, potentials.length);
    for (int i = 0; i < potentials.length; i++) {
      // StrictMath gives the same result on every machine.
      double said = 1 / (1 + StrictMath.exp(-potentials[i]));
      potentials[i] = (float) ((i == label ? right : other) - said);
    }
  }
}
