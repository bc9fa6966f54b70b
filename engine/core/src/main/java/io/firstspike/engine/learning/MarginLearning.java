package io.firstspike.engine.learning;

import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.DecisionSpec;
import io.firstspike.engine.network.MarginSpec;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spike.Volley;

/** Reward and punishment in pairs, unless the right neuron wins by a margin. */
final class MarginLearning implements DecisionLearning {

  private final MarginSpec rule;
  private final DecisionSpec spec;
  private final int layer;
  private final Synapses synapses;
  private final DecisionNeurons neurons;

  MarginLearning(MarginSpec rule, Network network, Synapses synapses) {
    this.rule = rule;
    this.spec = network.spec().decision();
    this.layer = network.spec().features().size();
    this.synapses = synapses;
    this.neurons = new DecisionNeurons(network.decisions(), spec.latencies());
  }

  @Override
  public Progress learn(Volley evidence, Decision decision, int label, Progress progress) {
    if (evidence.count() == 0) {
      return progress;
    }
    if (progress.labels() == 0) {
      for (int map = 0; map < spec.maps(); map++) {
        synapses.clamp(layer, map, rule.reward(0), 0);
      }
    }
    Winner right = null;
    Winner other = null;
    for (Winner neuron : neurons.strongest(evidence)) {
      if (neuron.map() / spec.neuronsPerLabel() == label) {
        right = stronger(right, neuron);
      } else {
        other = stronger(other, neuron);
      }
    }
    if (right.potential() - other.potential() <= rule.margin() * evidence.count()) {
      long labels = progress.labels();
      synapses.learnWhole(right, rule.reward(labels), evidence, labels);
      synapses.learnWhole(other, rule.punishment(labels), evidence, labels);
    }
    return progress;
  }

  private static Winner stronger(Winner one, Winner other) {
    return one == null || other.potential() > one.potential() ? other : one;
  }
}
