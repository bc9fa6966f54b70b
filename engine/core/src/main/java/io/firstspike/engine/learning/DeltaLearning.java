package io.firstspike.engine.learning;

import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.DecisionSpec;
import io.firstspike.engine.network.DeltaSpec;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.plasticity.DeltaRule;
import io.firstspike.engine.spike.Volley;

/** The delta rule: every neuron learns from its own error. */
final class DeltaLearning implements DecisionLearning {

  private final DeltaSpec rule;
  private final DecisionSpec spec;
  private final int layer;
  private final Synapses synapses;
  private final DecisionNeurons neurons;

  DeltaLearning(DeltaSpec rule, Network network, Synapses synapses) {
    this.rule = rule;
    this.spec = network.spec().decision();
    this.layer = network.spec().features().size();
    this.synapses = synapses;
    this.neurons = new DecisionNeurons(network.decisions(), spec.latencies());
  }

  /** The error is that of the weights as they are now, which may be newer than the decision. */
  @Override
  public Progress learn(Volley evidence, Decision decision, int label, Progress progress) {
    Progress measured = progress.measure(evidence.count(), rule.measureOver());
    float[] errors = neurons.potentials(evidence);
    DeltaRule.errors(errors, label);
    float step = (float) rule.step(measured);
    float[] changes = new float[errors.length];
    for (int t = 0; t < evidence.steps(); t++) {
      // A synapse changes by as much of its input as the potential contains.
      float share = spec.latencies() ? (float) (evidence.steps() - t) / evidence.steps() : 1;
      if (rule.adaptive()) {
        learn(evidence, t, share, errors, step, progress.labels());
      } else {
        scale(errors, share * step, changes);
        synapses.add(evidence, t, changes, progress.labels());
      }
    }
    for (int map = 0; map < errors.length; map++) {
      synapses.noteChanged(layer, map);
    }
    return measured;
  }

  /** Each synapse has a step of its own. */
  private void learn(Volley evidence, int t, float share, float[] errors, float step, long labels) {
    float[] changes = new float[errors.length];
    for (int i = evidence.start(t); i < evidence.end(t); i++) {
      scale(errors, share, changes);
      // Each neuron sees the whole input: a spike's index is the position of its synapse.
      synapses.shorten(evidence.spike(i), step, changes);
      synapses.add(evidence.spike(i), changes, labels);
    }
  }

  private static void scale(float[] errors, float scale, float[] changes) {
    for (int map = 0; map < errors.length; map++) {
      changes[map] = errors[map] * scale;
    }
  }
}
