package io.firstspike.engine.learning;

import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spike.Spikes;

/**
 * Learning by R-STDP: the neuron that decided is rewarded if it was right and punished if it was
 * wrong; a silent network learns nothing. With dropout, the decision is made again without the
 * silenced neurons, and the neuron that then decides learns.
 */
final class RewardLearning implements DecisionLearning {

  private final RewardSpec rule;
  private final DecisionSpec spec;
  private final int layer;
  private final Synapses synapses;
  private final Decider decider;
  private final byte[] latencies;
  private Adaptation scales;
  private Stdp reward;
  private Stdp punishment;

  RewardLearning(RewardSpec rule, Network network, Synapses synapses, Decider decider) {
    this.rule = rule;
    this.spec = network.spec().decision();
    this.layer = network.spec().features().size();
    this.synapses = synapses;
    this.decider = decider;
    this.latencies = new byte[network.evidence().size()];
  }

  @Override
  public boolean readsPotentials() {
    return false;
  }

  @Override
  public void learn(Spikes evidence, int winner, int step, int label, ProgressTracker course) {
    if (spec.dropout() == null) {
      reinforce(evidence, winner, step, label, course);
    } else {
      boolean[] silent =
          Dropout.silent(spec.dropout(), spec.maps(), course.seed(), layer, course.labels());
      decider.decide(evidence, silent);
      reinforce(evidence, decider.winner(), decider.step(), label, course);
    }
  }

  private void reinforce(Spikes evidence, int winner, int step, int label, ProgressTracker course) {
    int locations = synapses.structure(layer).output().locations();
    int decided = winner < 0 ? -1 : winner / locations / spec.neuronsPerLabel();
    if (scales != course.adaptation()) {
      scales = course.adaptation();
      reward = rule.reward(scales.rewardScale());
      punishment = rule.punishment(scales.punishmentScale());
    }
    Stdp stdp = decided == label ? reward : punishment;
    course.adapt(rule, decided, label);
    if (winner < 0) {
      return;
    }
    evidence.writeLatencies(latencies);
    synapses.learn(layer, winner, step, stdp, latencies, (byte) evidence.steps(), course.labels());
    if (course.decided() == 0) {
      for (int map = 0; map < spec.maps(); map++) {
        synapses.clamp(layer, map, stdp, course.labels());
      }
    }
  }
}
