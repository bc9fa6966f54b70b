package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.nd4j.network.DenseDecisions;
import io.firstspike.engine.nd4j.network.SpikeTimes;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spike.Spikes;

/**
 * S2-STDP: for each label, the neuron that fires first moves its spike towards the time at which it
 * should fire.
 */
final class TimingRule implements DenseDecisionLearning.Rule {

  private final S2StdpSpec rule;
  private final DecisionSpec spec;
  private final DenseSynapses synapses;
  private final DenseDecisions decisions;

  TimingRule(S2StdpSpec rule, DecisionSpec spec, DenseSynapses synapses, DenseDecisions decisions) {
    this.rule = rule;
    this.spec = spec;
    this.synapses = synapses;
    this.decisions = decisions;
  }

  @Override
  public void learn(
      Spikes evidence, Decision decision, float[] strongest, int label, ProgressTracker course) {
    float[] thresholds = synapses.raises();
    for (int map = 0; map < thresholds.length; map++) {
      thresholds[map] += spec.threshold();
    }
    SpikeTimes fired = decisions.spikeTimes(evidence, thresholds);
    int labels = spec.labels().size();
    int neurons = spec.neuronsPerLabel();
    int[] first = new int[labels];
    double mean = 0;
    for (int group = 0; group < labels; group++) {
      first[group] = fired.first(group * neurons, (group + 1) * neurons, -1, neurons);
      mean += fired.times()[first[group]] / labels;
    }
    for (int group = 0; group < labels; group++) {
      float time = fired.times()[first[group]];
      double error = time - rule.desired(mean, labels, group == label);
      // For a neuron that stays silent, all inputs count as having fired in time.
      int step = Math.min(evidence.steps() - 1, (int) time);
      synapses.learnWhole(
          first[group],
          step,
          rule.stdp(error / evidence.steps(), course.labels()),
          evidence,
          course.labels());
    }
    if (rule.competition() > 0) {
      compete(label, first[label]);
    }
  }

  private void compete(int group, int winner) {
    int neurons = spec.neuronsPerLabel();
    float[] raises = synapses.raises();
    for (int map = group * neurons; map < (group + 1) * neurons; map++) {
      float change = map == winner ? neurons - 1 : -1;
      float raise = raises[map] + rule.competition() * change / neurons;
      synapses.setRaise(map, Math.max(0, raise));
    }
  }
}
