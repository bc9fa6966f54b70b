package io.firstspike.engine.plasticity;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The delta rule, one class against the rest: each decision neuron learns by its own error, the
 * difference between the target and its output.
 *
 * <pre>w += step * (target - sigmoid(potential))   for every synapse whose input fired</pre>
 *
 * where {@code target} is 1 for the neuron of the right label, or a little less, and 0 for all
 * others. This is logistic regression by stochastic gradient descent. It is local: a synapse uses its own input,
 * its own neuron's potential and one signal that all neurons receive, the label.
 */
@API(status = Status.INTERNAL)
public final class DeltaRule {

  private DeltaRule() {}

  /**
   * Replaces each potential in the array by the neuron's error, {@code target -
   * sigmoid(potential)}.
   *
   * @param potentials {@code [neuron]}
   * @param label index of the neuron of the right label
   * @param target the target of this neuron; that of all others is 0
   */
  public static void errors(float[] potentials, int label, float target) {
    for (int i = 0; i < potentials.length; i++) {
      // StrictMath gives the same result on every machine.
      double said = 1 / (1 + StrictMath.exp(-potentials[i]));
      potentials[i] = (float) ((i == label ? target : 0) - said);
    }
  }
}
