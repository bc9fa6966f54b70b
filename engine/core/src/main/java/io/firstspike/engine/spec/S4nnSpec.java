package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of temporal back-propagation, by which a decision layer of neurons that fire at most once,
 * and its hidden neurons, learn from the gradient of an error of spike times ({@link
 * io.firstspike.engine.plasticity.SpikeTimeError}; S. R. Kheradpisheh, T. Masquelier: Temporal
 * backpropagation for spiking neural networks with one spike per neuron, International Journal of
 * Neural Systems 30, 2020, called S4NN). The gradients of each of the two layers are scaled to
 * length 1 before weights change.
 *
 * @param gap time steps that the other labels' neurons should fire after the right one
 * @param rate length of the change of potentials of all neurons of a layer by one label: a synapse
 *     whose input fired in time changes by its neuron's part of it
 * @param decay decay of the rate; null or left out: none
 */
@API(status = Status.MAINTAINED)
public record S4nnSpec(
    int gap, float rate, @JsonInclude(JsonInclude.Include.NON_NULL) DecaySpec decay)
    implements DecisionRule {

  @Override
  public boolean inhibits() {
    return true;
  }

  @Override
  public DecisionRule withHorizon(long labels) {
    return decay == null ? null : new S4nnSpec(gap, rate, decay.over(labels));
  }

  @Override
  public List<String> problems(String at, DecisionSpec layer) {
    String rule = at + ".rule.s4nn";
    SpecProblems problems = new SpecProblems();
    layer.checkNoDropout(at, problems);
    layer.checkWhole(rule, problems);
    if (layer.threshold() == null) {
      problems.add(rule + " needs " + at + ".threshold");
    }
    if (layer.neuronsPerLabel() != 1) {
      problems.add(rule + " needs one neuron per label: neuronsPerLabel 1");
    }
    if (layer.averaged()) {
      problems.add(rule + " needs averaged: false");
    }
    problems.range(rule + ".gap", gap, 1, Byte.MAX_VALUE);
    problems.positive(rule + ".rate", rate);
    if (decay != null) {
      decay.check(rule + ".decay", problems);
    }
    return problems.sentences();
  }

  /**
   * The rate that the decay leaves.
   *
   * @param learned number of labels learned from before
   */
  public float rate(long learned) {
    return (float) (rate * DecaySpec.left(decay, learned));
  }
}
