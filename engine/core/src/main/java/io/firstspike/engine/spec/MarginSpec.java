package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.plasticity.Stdp;

/**
 * Reward and punishment in pairs. The strongest neuron of the right label and the strongest of all
 * others compete; if the right one does not win by {@code margin} times the number of inputs that
 * fired, it is rewarded and the other one punished. Otherwise nothing is learned: a network that is
 * sure need not change.
 *
 * @param margin potential by which the right neuron must win, for each input that fired; 0 or more
 * @param rewardActive what a rewarded neuron's synapses change by whose input fired
 * @param rewardSilent what its others change by
 * @param punishActive what a punished neuron's synapses change by whose input fired
 * @param punishSilent what its others change by
 * @param lower smallest weight
 * @param upper largest weight
 * @param decay how steps get shorter; null or left out: they do not
 */
public record MarginSpec(
    float margin,
    float rewardActive,
    float rewardSilent,
    float punishActive,
    float punishSilent,
    float lower,
    float upper,
    @JsonInclude(JsonInclude.Include.NON_NULL) DecaySpec decay)
    implements DecisionRule {

  @Override
  public boolean inhibits() {
    return lower < 0;
  }

  @Override
  public DecisionRule withHorizon(long labels) {
    return decay == null
        ? null
        : new MarginSpec(
            margin,
            rewardActive,
            rewardSilent,
            punishActive,
            punishSilent,
            lower,
            upper,
            decay.over(labels));
  }

  /** What a rewarded neuron learns by, after {@code labels} labels. */
  public Stdp reward(long labels) {
    return stdp(rewardActive, rewardSilent, labels);
  }

  /** What a punished neuron learns by, after {@code labels} labels. */
  public Stdp punishment(long labels) {
    return stdp(punishActive, punishSilent, labels);
  }

  private Stdp stdp(float active, float silent, long labels) {
    double left = DecaySpec.left(decay, labels);
    return new Stdp((float) (active * left), (float) (silent * left), lower, upper, false);
  }
}
