package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.learning.Dropout;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.nd4j.network.DenseDecisions;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spike.Spikes;
import java.util.List;

/**
 * R-STDP: the neuron that decided learns by STDP if it was right, by the reverse if it was wrong.
 * With dropout, the decision is made again without the silenced neurons, and the neuron that then
 * decides learns.
 */
final class RewardRule implements DenseDecisionLearning.Rule {

  private final RewardSpec rule;
  private final DecisionSpec spec;
  private final DenseSynapses synapses;
  private final DenseDecisions decisions;
  private final int layer;

  RewardRule(
      RewardSpec rule,
      DecisionSpec spec,
      DenseSynapses synapses,
      DenseDecisions decisions,
      int layer) {
    this.rule = rule;
    this.spec = spec;
    this.synapses = synapses;
    this.decisions = decisions;
    this.layer = layer;
  }

  @Override
  public void learn(
      Spikes evidence, Decision decision, float[] strongest, int label, ProgressTracker course) {
    Decision learning = spec.dropout() == null ? decision : withDropout(evidence, course);
    Adaptation scales = course.adaptation();
    Stdp stdp =
        learning.label() == label
            ? rule.reward(scales.rewardScale())
            : rule.punishment(scales.punishmentScale());
    course.adapt(rule, learning.label(), label);
    if (learning.winner().isEmpty()) {
      return;
    }
    Winner winner = learning.winner().get();
    synapses.learn(
        winner.map(),
        Fields.inTime(synapses.weights().layout(), evidence, winner),
        stdp,
        course.labels());
    if (course.decided() == 0) {
      for (int map = 0; map < spec.maps(); map++) {
        synapses.clamp(map, stdp, course.labels());
      }
    }
  }

  private Decision withDropout(Spikes evidence, ProgressTracker course) {
    boolean[] silent =
        Dropout.silent(spec.dropout(), spec.maps(), course.seed(), layer, course.labels());
    return decisions.decide(List.of(evidence), silent).get(0);
  }
}
