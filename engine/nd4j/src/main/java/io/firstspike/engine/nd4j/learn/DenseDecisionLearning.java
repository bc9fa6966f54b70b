package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.nd4j.network.DenseDecisions;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spike.Spikes;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Learning of a decision layer: decides on an example, then learns from its label. */
@API(status = Status.INTERNAL)
public final class DenseDecisionLearning {

  /** A learning rule, with the weights that it changes. */
  interface Rule {

    /**
     * Learns from one label.
     *
     * @param decision what was decided before
     * @param strongest for each map, the potential of its strongest neuron; null where a threshold
     *     decides
     * @param label index of the right label
     * @param course progress before this label
     */
    void learn(
        Spikes evidence, Decision decision, float[] strongest, int label, ProgressTracker course);
  }

  private final DecisionSpec spec;
  private final DenseSynapses synapses;
  private final DenseDecisions decisions;
  private final Rule rule;

  private DenseDecisionLearning(
      DecisionSpec spec, DenseSynapses synapses, DenseDecisions decisions, Rule rule) {
    this.spec = spec;
    this.synapses = synapses;
    this.decisions = decisions;
    this.rule = rule;
  }

  /** The learning of {@code network}'s decision layer, beginning with a copy of its weights. */
  public static DenseDecisionLearning of(Network network) {
    DecisionSpec spec = network.spec().decision();
    DenseSynapses synapses = new DenseSynapses(network.weights());
    DenseDecisions decisions = new DenseDecisions(spec, synapses.weights());
    int layer = network.spec().features().size();
    return new DenseDecisionLearning(
        spec, synapses, decisions, rule(spec, synapses, decisions, layer));
  }

  private static Rule rule(
      DecisionSpec spec, DenseSynapses synapses, DenseDecisions decisions, int layer) {
    // A switch over a sealed type needs Java 21.
    DecisionRule rule = spec.rule();
    if (rule instanceof RewardSpec reward) {
      return new RewardRule(reward, spec, synapses, decisions, layer);
    }
    if (rule instanceof MarginSpec margin) {
      return new MarginRule(margin, spec, synapses, decisions);
    }
    if (rule instanceof S2StdpSpec s2) {
      return new TimingRule(s2, spec, synapses, decisions);
    }
    return new ErrorRule((DeltaSpec) rule, spec, synapses);
  }

  /**
   * Decides on an example, then learns from its label.
   *
   * @param course progress before this label, in which it is not counted yet
   * @return the label that was decided for; -1 if the network was silent
   */
  public int learn(Spikes evidence, int label, ProgressTracker course) {
    if (spec.threshold() != null) {
      Decision decision = decisions.decide(List.of(evidence)).get(0);
      rule.learn(evidence, decision, null, label, course);
      return decision.label();
    }
    INDArray potentials = decisions.potentials(List.of(evidence));
    Decision decision = decisions.byPotential(List.of(evidence), potentials, null).get(0);
    rule.learn(evidence, decision, strongest(potentials), label, course);
    return decision.label();
  }

  /** For each map, the potential of its strongest neuron. */
  static float[] strongest(INDArray potentials) {
    return potentials.max(2).slice(0).toFloatVector();
  }

  /** Writes the weights into those of a network of the same spec. */
  public void writeTo(Weights network) {
    synapses.writeTo(network);
  }
}
