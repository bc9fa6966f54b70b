package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.plasticity.DeltaRule;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;

/**
 * The delta rule: weights of inputs that fired change by the outer product of spikes and errors.
 * The errors themselves, one for each label, are the engine's, as ND4J's exponential rounds in
 * another way than Java's.
 */
final class ErrorRule implements DenseDecisionLearning.Rule {

  private final DeltaSpec rule;
  private final DecisionSpec spec;
  private final DenseSynapses synapses;

  ErrorRule(DeltaSpec rule, DecisionSpec spec, DenseSynapses synapses) {
    this.rule = rule;
    this.spec = spec;
    this.synapses = synapses;
  }

  @Override
  public void learn(
      Spikes evidence, Decision decision, float[] strongest, int label, ProgressTracker course) {
    course.measure(evidence.count(), rule.measureOver());
    // Free neurons, which stand for no label, do not learn.
    float[] errors = Arrays.copyOf(strongest, spec.takenMaps());
    DeltaRule.errors(errors, label, rule.smoothing());
    float step = (float) rule.step(course.meanFired(), course.labels());
    for (int t = 0; t < evidence.steps(); t++) {
      if (evidence.end(t) > evidence.start(t)) {
        float share = spec.latencies() ? (float) (evidence.steps() - t) / evidence.steps() : 1;
        if (rule.adaptive()) {
          synapses.adapt(evidence, t, scaled(errors, share), step, course.labels());
        } else {
          synapses.add(evidence, t, scaled(errors, share * step), course.labels());
        }
      }
    }
  }

  /** For each map its error times {@code scale}; 0 for free ones. */
  private float[] scaled(float[] errors, float scale) {
    float[] scaled = new float[spec.maps()];
    for (int map = 0; map < errors.length; map++) {
      scaled[map] = errors[map] * scale;
    }
    return scaled;
  }
}
