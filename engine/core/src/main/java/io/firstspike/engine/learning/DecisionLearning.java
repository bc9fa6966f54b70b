package io.firstspike.engine.learning;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spike.Spikes;

/** Learning of a decision layer, by one of the rules that a spec can name. */
interface DecisionLearning {

  /** A decision layer whose weights stay as they are. */
  final class NoLearning implements DecisionLearning {

    @Override
    public boolean readsPotentials() {
      return false;
    }

    @Override
    public void learn(Spikes evidence, int winner, int step, int label, ProgressTracker course) {
      // Labels are counted by the learner.
    }
  }

  /**
   * Creates the learning by the rule of {@code network}'s spec.
   *
   * @param decider the decider of the learner
   * @param loops the inner loops of the learner
   * @param experience what the decision layer keeps beside its weights, if the spec has it
   */
  static DecisionLearning of(
      Network network,
      Synapses synapses,
      Decider decider,
      WeightLoops loops,
      Experience experience) {
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
    if (rule instanceof S4nnSpec s4nn) {
      return new BackPropagation(s4nn, network, synapses, loops);
    }
    if (rule instanceof DecisionRule.Fixed) {
      return new NoLearning();
    }
    DecisionNeurons neurons =
        network.spec().decision().averageOver() == 0
            ? decider.neurons()
            : new DecisionNeurons(network.weights().decisions(), false, loops);
    DeltaLearning delta = new DeltaLearning((DeltaSpec) rule, network, synapses, neurons);
    return network.spec().decision().remembers()
        ? new RememberingLearning(delta, experience, network, synapses)
        : delta;
  }

  /**
   * Whether {@link #learn} reads the potentials of the decision neurons. If so, they must be those
   * of the evidence under the present weights.
   */
  boolean readsPotentials();

  /**
   * Learns from one label.
   *
   * @param evidence the volley of the decision
   * @param winner flat index of the neuron that decided; -1 if the network was silent
   * @param step time step in which it fired
   * @param label index of the right label
   * @param course progress before this label
   */
  void learn(Spikes evidence, int winner, int step, int label, ProgressTracker course);
}
