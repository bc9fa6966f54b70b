package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the margin rule, by which a decision layer rewards one neuron and punishes another. It
 * compares the strongest neuron of the right label with the strongest neuron of all other labels.
 * Unless the right one leads by more than {@code margin} times the number of inputs that fired, the
 * right one is rewarded and the other one punished. Otherwise nothing is learned.
 *
 * @param margin potential by which the right neuron must lead, for each input that fired; 0 or more
 * @param rewardActive change of a rewarded neuron's synapses whose input fired
 * @param rewardSilent change of a rewarded neuron's other synapses
 * @param punishActive change of a punished neuron's synapses whose input fired
 * @param punishSilent change of a punished neuron's other synapses
 * @param lower smallest weight
 * @param upper largest weight
 * @param decay decay of the step size; null or left out: none
 */
@API(status = Status.MAINTAINED)
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

  @Override
  public List<String> problems(String at, DecisionSpec layer) {
    String rule = at + ".rule.margin";
    SpecProblems problems = new SpecProblems();
    layer.checkNoDropout(at, problems);
    layer.checkNoThreshold(at, problems);
    problems.bounds(rule, lower, upper);
    problems.within(rule + ".margin", margin, 0, Float.MAX_VALUE);
    if (decay != null) {
      decay.check(rule + ".decay", problems);
    }
    layer.checkWhole(rule, problems);
    return problems.sentences();
  }

  /** The rule of a rewarded neuron after {@code labels} labels. */
  public Stdp reward(long labels) {
    return stdp(rewardActive, rewardSilent, labels);
  }

  /** The rule of a punished neuron after {@code labels} labels. */
  public Stdp punishment(long labels) {
    return stdp(punishActive, punishSilent, labels);
  }

  private Stdp stdp(float active, float silent, long labels) {
    double left = DecaySpec.left(decay, labels);
    return new Stdp((float) (active * left), (float) (silent * left), lower, upper, false);
  }
}
