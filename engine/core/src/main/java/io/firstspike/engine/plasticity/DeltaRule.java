package io.firstspike.engine.plasticity;

/**
 * The per-class delta rule: each decision neuron learns alone, from whether the label is its own.
 *
 * <pre>w += step * (target - sigmoid(potential))   for every synapse whose input fired</pre>
 *
 * where {@code target} is 1 for the neuron of the label and 0 for all others. A synapse sees its
 * own input, its own neuron's potential and one broadcast signal, the label; neurons do not see
 * each other (logistic regression by stochastic gradient, one class against the rest).
 */
public final class DeltaRule {

  private DeltaRule() {}

  /**
   * Turns potentials, one a neuron, into errors, {@code target - sigmoid(potential)}, in place.
   *
   * @param label index of the right neuron
   */
  public static void errors(float[] potentials, int label) {
    for (int i = 0; i < potentials.length; i++) {
      // StrictMath: the same on every machine.
      double said = 1 / (1 + StrictMath.exp(-potentials[i]));
      potentials[i] = (float) ((i == label ? 1 : 0) - said);
    }
  }
}
