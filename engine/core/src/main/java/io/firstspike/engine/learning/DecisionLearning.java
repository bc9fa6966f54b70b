package io.firstspike.engine.learning;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spike.Volley;

/** How a decision layer learns from one label. */
interface DecisionLearning {

  /**
   * The learning that {@code network}'s spec names.
   *
   * @param decider the learner's own
   * @param loops the learner's own
   */
  static DecisionLearning of(
      Network network, Synapses synapses, Decider decider, WeightLoops loops) {
    // A switch over a sealed type needs Java 21.
    var rule = network.spec().decision().rule();
    if (rule instanceof RewardSpec reward) {
      return new RewardLearning(reward, network, synapses, decider);
    }
    if (rule instanceof MarginSpec margin) {
      return new MarginLearning(margin, network, synapses, decider.neurons());
    }
    if (rule instanceof S2StdpSpec s2) {
      return new TimingLearning(s2, network, synapses, loops);
    }
    return new DeltaLearning((DeltaSpec) rule, network, synapses, decider.neurons());
  }

  /**
   * Whether it reads the potentials of the decision neurons: they must then be those of the
   * evidence, under the weights as they are.
   */
  boolean readsPotentials();

  /**
   * Learns from one label.
   *
   * @param evidence the volley that was decided on
   * @param winner the neuron that decided, as its flat index; -1 if none did
   * @param step the time step in which it fired
   * @param label the right label, an index into the spec's labels
   * @param course before this label is counted
   */
  void learn(Volley evidence, int winner, int step, int label, ProgressTracker course);
}
