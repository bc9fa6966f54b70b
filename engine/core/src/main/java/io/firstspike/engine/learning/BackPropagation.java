package io.firstspike.engine.learning;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.SpikeTimeGradients;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.plasticity.SpikeTimeError;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;

/**
 * Learning by temporal back-propagation: all decision neurons and all hidden neurons move their
 * spikes against the gradient of the error of spike times. Gradients are computed with the present
 * weights, which may have changed since the decision.
 */
final class BackPropagation implements DecisionLearning {

  private final S4nnSpec rule;
  private final Synapses synapses;
  private final SpikeTimeGradients gradients;
  private final float[] decisionChanges;
  private final float[] hiddenChanges;

  BackPropagation(S4nnSpec rule, Network network, Synapses synapses, WeightLoops loops) {
    DecisionSpec spec = network.spec().decision();
    this.rule = rule;
    this.synapses = synapses;
    this.gradients =
        new SpikeTimeGradients(
            network.weights().decisions(),
            spec.threshold(),
            network.hiddenNeurons(loops).orElse(null),
            spec.takenMaps(),
            loops);
    this.decisionChanges = new float[gradients.decisionGradients().length];
    this.hiddenChanges = new float[gradients.hiddenGradients().length];
  }

  @Override
  public boolean readsPotentials() {
    return false;
  }

  @Override
  public void learn(Spikes evidence, int winner, int step, int label, ProgressTracker course) {
    if (!gradients.compute(evidence, label, rule.gap())) {
      return;
    }
    SpikeTimeError.scale(gradients.decisionGradients());
    SpikeTimeError.scale(gradients.hiddenGradients());
    float rate = rule.rate(course.labels());
    Spikes seen = gradients.seen();
    for (int t = 0; t < seen.steps(); t++) {
      if (changes(
              t, rate, gradients.decisionTimes(), gradients.decisionGradients(), decisionChanges)
          && seen.end(t) > seen.start(t)) {
        synapses.add(seen, t, decisionChanges, course.labels());
      }
    }
    if (hiddenChanges.length > 0) {
      learnHidden(evidence, rate);
    }
  }

  private void learnHidden(Spikes evidence, float rate) {
    for (int t = 0; t < evidence.steps(); t++) {
      if (changes(t, rate, gradients.hiddenTimes(), gradients.hiddenGradients(), hiddenChanges)
          && evidence.end(t) > evidence.start(t)) {
        synapses.addHidden(evidence, t, hiddenChanges);
      }
    }
  }

  /**
   * The changes of the synapses whose input fired in a time step: none of a neuron that fired
   * before.
   *
   * @param changes takes them, {@code [neuron]}
   * @return whether there is any
   */
  private static boolean changes(
      int step, float rate, byte[] times, float[] gradients, float[] changes) {
    Arrays.fill(changes, 0);
    boolean any = false;
    for (int neuron = 0; neuron < changes.length; neuron++) {
      if (step <= times[neuron] && gradients[neuron] != 0) {
        changes[neuron] = -rate * gradients[neuron];
        any = true;
      }
    }
    return any;
  }
}
