package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the delta rule, by which each neuron of a decision layer learns to tell its label from
 * the rest ({@link io.firstspike.engine.plasticity.DeltaRule}). At an error of 1 a synapse changes
 * by {@code gain / n}, where {@code n} is the mean number of inputs that fire, measured over the
 * first labels.
 *
 * @param gain sum of the changes of all synapses of a neuron whose input fired, at an error of 1
 * @param measureOver number of labels over which {@code n} is measured; until then the mean so far
 *     is used
 * @param decay decay of the step size; null or left out: none
 * @param adaptive whether each synapse has a step size of its own that falls with its past errors,
 *     by the factor {@code 1 / sqrt(1 + sum of their squares)} (AdaGrad; J. Duchi, E. Hazan, Y.
 *     Singer: Adaptive subgradient methods for online learning and stochastic optimization, JMLR
 *     2011). Synapses that have learned much then learn slowly, new ones fast, and no horizon is
 *     needed
 * @param smoothing the share of a label, 0 to below 1, that the right neuron leaves to all others
 *     in equal parts: its target is 1 less this; 0 or left out: nothing. Neurons that are surer are
 *     held back: weights stay smaller, and a label that is wrong, or hard to tell, moves them less
 *     (label smoothing; C. Szegedy et al.: Rethinking the Inception architecture for computer
 *     vision, CVPR 2016)
 */
@API(status = Status.MAINTAINED)
public record DeltaSpec(
    float gain,
    int measureOver,
    @JsonInclude(JsonInclude.Include.NON_NULL) DecaySpec decay,
    boolean adaptive,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) float smoothing)
    implements DecisionRule {

  /** A rule without smoothing. */
  public DeltaSpec(float gain, int measureOver, DecaySpec decay, boolean adaptive) {
    this(gain, measureOver, decay, adaptive, 0);
  }

  @Override
  public boolean inhibits() {
    return true;
  }

  @Override
  public DecisionRule withHorizon(long labels) {
    return decay == null
        ? null
        : new DeltaSpec(gain, measureOver, decay.over(labels), adaptive, smoothing);
  }

  @Override
  public List<String> problems(String at, DecisionSpec layer) {
    String rule = at + ".rule.delta";
    SpecProblems problems = new SpecProblems();
    layer.checkNoDropout(at, problems);
    layer.checkNoThreshold(at, problems);
    problems.positive(rule + ".gain", gain);
    problems.range(rule + ".measureOver", measureOver, 1, Integer.MAX_VALUE);
    problems.share(rule + ".smoothing", smoothing);
    if (decay != null) {
      decay.check(rule + ".decay", problems);
    }
    layer.checkWhole(rule, problems);
    if (layer.neuronsPerLabel() != 1) {
      problems.add(rule + " needs one neuron per label: neuronsPerLabel 1");
    }
    return problems.sentences();
  }

  /**
   * The step size of a synapse: its change at an error of 1.
   *
   * @param fired mean number of inputs that fire
   * @param labels number of labels learned from before
   */
  public double step(double fired, long labels) {
    return gain / fired * DecaySpec.left(decay, labels);
  }
}
