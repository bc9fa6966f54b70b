package io.firstspike.engine.learning;

import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spike.Spikes;

/** Learning by reward and punishment in pairs, unless the right neuron leads by a margin. */
final class MarginLearning implements DecisionLearning {

  private final MarginSpec rule;
  private final DecisionSpec spec;
  private final int layer;
  private final Synapses synapses;
  private final DecisionNeurons neurons;
  private Stdp reward;
  private Stdp punishment;

  MarginLearning(MarginSpec rule, Network network, Synapses synapses, DecisionNeurons neurons) {
    this.rule = rule;
    this.spec = network.spec().decision();
    this.layer = network.spec().features().size();
    this.synapses = synapses;
    this.neurons = neurons;
  }

  @Override
  public boolean readsPotentials() {
    return true;
  }

  @Override
  public void learn(Spikes evidence, int winner, int step, int label, ProgressTracker course) {
    if (evidence.count() == 0) {
      return;
    }
    long labels = course.labels();
    if (labels == 0) {
      clamp(evidence);
    }
    int right = strongest(label, true);
    int other = strongest(label, false);
    float ahead = neurons.potential(right) - neurons.potential(other);
    if (ahead <= rule.margin() * evidence.count()) {
      if (reward == null || rule.decay() != null) {
        reward = rule.reward(labels);
        punishment = rule.punishment(labels);
      }
      int last = evidence.steps() - 1;
      synapses.learnWhole(right, last, reward, evidence, labels);
      synapses.learnWhole(other, last, punishment, evidence, labels);
    }
  }

  /** Clamps all weights to the bounds of the rule, as the random first weights may lie outside. */
  private void clamp(Spikes evidence) {
    for (int map = 0; map < spec.maps(); map++) {
      synapses.clamp(layer, map, rule.reward(0), 0);
    }
    neurons.integrate(evidence);
  }

  /**
   * The strongest neuron of label {@code label}, or, if {@code same} is false, of all other labels;
   * of equally strong ones, the first.
   */
  private int strongest(int label, boolean same) {
    int strongest = -1;
    for (int map = 0; map < spec.takenMaps(); map++) {
      boolean takesPart = map / spec.neuronsPerLabel() == label == same;
      if (takesPart && (strongest < 0 || neurons.potential(map) > neurons.potential(strongest))) {
        strongest = map;
      }
    }
    return strongest;
  }
}
