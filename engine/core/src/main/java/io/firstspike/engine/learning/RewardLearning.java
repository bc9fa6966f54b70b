package io.firstspike.engine.learning;

import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.DecisionSpec;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.RewardSpec;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spike.Volley;

/**
 * R-STDP: the neuron that decided is rewarded if it was right, punished if not; a silent network
 * learns nothing. Where neurons drop out, the one that decides without them learns.
 */
final class RewardLearning implements DecisionLearning {

  private final RewardSpec rule;
  private final DecisionSpec spec;
  private final int layer;
  private final Synapses synapses;
  private final Decider decider;

  RewardLearning(RewardSpec rule, Network network, Synapses synapses) {
    this.rule = rule;
    this.spec = network.spec().decision();
    this.layer = network.spec().features().size();
    this.synapses = synapses;
    this.decider = new Decider(network);
  }

  @Override
  public Progress learn(Volley evidence, Decision decided, int label, Progress progress) {
    Decision decision = spec.dropout() == null ? decided : decideAgain(evidence, progress);
    Progress adapted = progress.adapt(rule, decision.label(), label);
    if (decision.silent()) {
      return adapted;
    }
    Stdp stdp =
        decision.label() == label
            ? rule.reward(progress.adaptation())
            : rule.punishment(progress.adaptation());
    synapses.learn(
        layer,
        decision.winner().orElseThrow(),
        stdp,
        evidence.latencies(),
        (byte) evidence.steps(),
        progress.labels());
    if (progress.verdicts().correct() + progress.verdicts().wrong() == 0) {
      for (int map = 0; map < spec.maps(); map++) {
        synapses.clamp(layer, map, stdp, progress.labels());
      }
    }
    return adapted;
  }

  private Decision decideAgain(Volley evidence, Progress progress) {
    boolean[] silent =
        spec.dropout().silent(spec.maps(), progress.seed(), layer, progress.labels());
    return decider.decide(evidence, silent);
  }
}
