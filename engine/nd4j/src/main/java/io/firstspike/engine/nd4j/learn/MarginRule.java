package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.nd4j.network.DenseDecisions;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spike.Spikes;
import java.util.List;

/** Reward and punishment in pairs, unless the right neuron leads by a margin. */
final class MarginRule implements DenseDecisionLearning.Rule {

  private final MarginSpec rule;
  private final DecisionSpec spec;
  private final DenseSynapses synapses;
  private final DenseDecisions decisions;

  MarginRule(MarginSpec rule, DecisionSpec spec, DenseSynapses synapses, DenseDecisions decisions) {
    this.rule = rule;
    this.spec = spec;
    this.synapses = synapses;
    this.decisions = decisions;
  }

  @Override
  public void learn(
      Spikes evidence, Decision decision, float[] strongest, int label, ProgressTracker course) {
    if (evidence.count() == 0) {
      return;
    }
    long labels = course.labels();
    float[] potentials = labels == 0 ? clamp(evidence) : strongest;
    int right = strongest(potentials, label, true);
    int other = strongest(potentials, label, false);
    float ahead = potentials[right] - potentials[other];
    if (ahead <= rule.margin() * evidence.count()) {
      int last = evidence.steps() - 1;
      synapses.learnWhole(right, last, rule.reward(labels), evidence, labels);
      synapses.learnWhole(other, last, rule.punishment(labels), evidence, labels);
    }
  }

  /** Clamps all weights, as random first ones may lie outside; the potentials are then others. */
  private float[] clamp(Spikes evidence) {
    for (int map = 0; map < spec.maps(); map++) {
      synapses.clamp(map, rule.reward(0), 0);
    }
    return DenseDecisionLearning.strongest(decisions.potentials(List.of(evidence)));
  }

  /** The strongest neuron of the label, or of all others; of equals the first. */
  private int strongest(float[] potentials, int label, boolean same) {
    int strongest = -1;
    for (int map = 0; map < spec.takenMaps(); map++) {
      boolean takesPart = map / spec.neuronsPerLabel() == label == same;
      if (takesPart && (strongest < 0 || potentials[map] > potentials[strongest])) {
        strongest = map;
      }
    }
    return strongest;
  }
}
