package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The per-class delta rule ({@link io.firstspike.engine.plasticity.DeltaRule}). A synapse moves by
 * {@code gain / n} at an error of 1, where {@code n} is the mean number of inputs that fire,
 * measured over the first labels.
 *
 * @param gain what all synapses that fired move by together, at an error of 1
 * @param measureOver labels over which {@code n} is measured; until then it is the mean so far
 * @param decay how steps get shorter; null or left out: they do not
 * @param adaptive whether each synapse's step gets shorter with its own past errors, by {@code 1 /
 *     sqrt(1 + sum of their squares)} (J. Duchi, E. Hazan, Y. Singer: Adaptive subgradient methods,
 *     JMLR 2011): what has learned much learns slowly, what is new learns fast, and no horizon
 *     needs to be known
 */
public record DeltaSpec(
    float gain,
    int measureOver,
    @JsonInclude(JsonInclude.Include.NON_NULL) DecaySpec decay,
    boolean adaptive)
    implements DecisionRule {

  @Override
  public boolean inhibits() {
    return true;
  }

  @Override
  public DecisionRule withHorizon(long labels) {
    return decay == null ? null : new DeltaSpec(gain, measureOver, decay.over(labels), adaptive);
  }

  /**
   * The step of one synapse at an error of 1.
   *
   * @param fired the mean number of inputs that fire
   * @param labels learned from before
   */
  public double step(double fired, long labels) {
    return gain / fired * DecaySpec.left(decay, labels);
  }
}
