package io.firstspike.engine.learning;

import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.plasticity.DeltaRule;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spike.Spikes;
import java.util.function.IntPredicate;

/**
 * Learning by the delta rule. Errors are computed with the present weights, which may have changed
 * since the decision.
 */
final class DeltaLearning implements DecisionLearning {

  /** A volley is known well if all neurons' errors are smaller. */
  private static final float KNOWN_WELL = 0.05f;

  private final DeltaSpec rule;
  private final DecisionSpec spec;
  private final int layer;
  private final Synapses synapses;
  private final DecisionNeurons neurons;
  private final float[] errors;
  private final float[] scaled;

  DeltaLearning(DeltaSpec rule, Network network, Synapses synapses, DecisionNeurons neurons) {
    this.rule = rule;
    this.spec = network.spec().decision();
    this.layer = network.spec().features().size();
    this.synapses = synapses;
    this.neurons = neurons;
    // Free neurons, which stand for no label, do not learn.
    this.errors = new float[spec.takenMaps()];
    this.scaled = new float[spec.takenMaps()];
  }

  @Override
  public boolean readsPotentials() {
    return true;
  }

  @Override
  public void learn(
      Spikes evidence, int winner, int winnerStep, int label, ProgressTracker course) {
    learn(evidence, label, map -> false, course);
  }

  /**
   * Learns from one label, but leaves some neurons as they are.
   *
   * @param spared tells the index of a label whether its neuron is left as it is
   */
  void learn(Spikes evidence, int label, IntPredicate spared, ProgressTracker course) {
    course.measure(evidence.count(), rule.measureOver());
    neurons.copyPotentials(errors);
    DeltaRule.errors(errors, label, rule.smoothing());
    for (int map = 0; map < errors.length; map++) {
      errors[map] = spared.test(map) ? 0 : errors[map];
    }
    correct(evidence, course);
  }

  /**
   * Learns from one label with another volley than the decision's, but leaves some neurons as they
   * are; potentials are computed here.
   *
   * @param spared tells the index of a label whether its neuron is left as it is
   */
  void learnFrom(Spikes volley, int label, IntPredicate spared, ProgressTracker course) {
    neurons.integrate(volley);
    learn(volley, label, spared, course);
  }

  /**
   * Learns from a label again, unless it is known well: to correct small errors costs as much as to
   * correct large ones, and changes next to nothing. Potentials are computed here.
   */
  void learnAgain(Spikes evidence, int label, ProgressTracker course) {
    neurons.integrate(evidence);
    neurons.copyPotentials(errors);
    DeltaRule.errors(errors, label, rule.smoothing());
    if (!knownWell()) {
      correct(evidence, course);
    }
  }

  private boolean knownWell() {
    for (float error : errors) {
      if (Math.abs(error) >= KNOWN_WELL) {
        return false;
      }
    }
    return true;
  }

  /** Changes the synapses whose input fired by the errors. */
  private void correct(Spikes evidence, ProgressTracker course) {
    float step = (float) rule.step(course.meanFired(), course.labels());
    for (int t = 0; t < evidence.steps(); t++) {
      if (evidence.end(t) > evidence.start(t)) {
        // A synapse changes in proportion to the share of its input in the potential.
        float share = spec.latencies() ? (float) (evidence.steps() - t) / evidence.steps() : 1;
        if (rule.adaptive()) {
          scaleErrors(share);
          synapses.adapt(evidence, t, scaled, step, course.labels());
        } else {
          scaleErrors(share * step);
          synapses.add(evidence, t, scaled, course.labels());
        }
      }
    }
    for (int map = 0; map < errors.length; map++) {
      synapses.markChanged(layer, map);
    }
  }

  private void scaleErrors(float scale) {
    for (int map = 0; map < errors.length; map++) {
      scaled[map] = errors[map] * scale;
    }
  }
}
