package io.firstspike.engine.plasticity;

/**
 * The per-class delta rule: each decision neuron learns alone, from whether the label is its own.
 *
 * <pre>w += step * (target - sigmoid(potential))   for every synapse whose input fired</pre>
 *
 * where {@code target} is 1 for the neuron of the label and 0 for all others. A synapse sees its
 * own input, its own neuron's potential and one broadcast signal, the label; neurons do not see
 * each other (logistic regression by stochastic gradient, one class against the rest).
 *
 * @param step how far one synapse moves at an error of 1
 */
public record DeltaRule(double step) {

  /**
   * What every synapse of each neuron whose input fired changes by.
   *
   * @param potentials one a neuron
   * @param label index of the right neuron
   * @return one change a neuron: a new array
   */
  public float[] changes(float[] potentials, int label) {
    float[] changes = new float[potentials.length];
    for (int i = 0; i < changes.length; i++) {
      // StrictMath: the same on every machine.
      double said = 1 / (1 + StrictMath.exp(-potentials[i]));
      changes[i] = (float) (step * ((i == label ? 1 : 0) - said));
    }
    return changes;
  }
}
