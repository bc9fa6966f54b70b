package io.firstspike.engine.learning;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.DeltaSpec;
import io.firstspike.engine.network.MarginSpec;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.RewardSpec;
import io.firstspike.engine.network.S2StdpSpec;
import io.firstspike.engine.spike.Volley;

/** How a decision layer learns from one label. */
interface DecisionLearning {

  /** The learning that {@code network}'s spec names. */
  static DecisionLearning of(Network network, Synapses synapses) {
    // A switch over a sealed type needs Java 21.
    var rule = network.spec().decision().rule();
    if (rule instanceof RewardSpec reward) {
      return new RewardLearning(reward, network, synapses);
    }
    if (rule instanceof MarginSpec margin) {
      return new MarginLearning(margin, network, synapses);
    }
    if (rule instanceof S2StdpSpec s2) {
      return new TimingLearning(s2, network, synapses);
    }
    return new DeltaLearning((DeltaSpec) rule, network, synapses);
  }

  /**
   * Learns from one label.
   *
   * @param evidence the volley that was decided on
   * @param decision what was decided
   * @param label the right label, an index into the spec's labels
   * @param progress before this label
   * @return the same, with what the rule has to remember of it
   */
  Progress learn(Volley evidence, Decision decision, int label, Progress progress);
}
