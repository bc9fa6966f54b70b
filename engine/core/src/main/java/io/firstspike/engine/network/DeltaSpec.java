package io.firstspike.engine.network;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The per-class delta rule ({@link io.firstspike.engine.plasticity.DeltaRule}). A synapse moves by
 * {@code gain / n} at an error of 1, where {@code n} is the mean number of inputs that fire,
 * measured over the first labels.
 *
 * @param gain what all synapses that fired move by together, at an error of 1
 * @param measureOver labels over which {@code n} is measured; until then it is the mean so far
 * @param decay how steps get shorter; null or left out: they do not
 */
public record DeltaSpec(
    float gain, int measureOver, @JsonInclude(JsonInclude.Include.NON_NULL) DecaySpec decay)
    implements DecisionRule {

  @Override
  public boolean inhibits() {
    return true;
  }

  /** The step of one synapse at an error of 1. */
  public double step(Progress progress) {
    return gain / progress.activity().mean() * DecaySpec.left(decay, progress.labels());
  }
}
