package io.firstspike.testkit;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.function.UnaryOperator;

/**
 * Training of a small network with a retired label, by each rule, on which backends are compared.
 */
public enum RetiredLabels {
  /** Delta rule, adaptive steps. */
  DELTA(d -> d.averaged(true).rule(new DeltaSpec(8, 10, null, true))),
  /** Margin rule; all weights are clamped with the first label. */
  MARGIN(
      d ->
          d.averaged(true)
              .neuronsPerLabel(2)
              .rule(new MarginSpec(0.05f, 0.02f, -0.01f, -0.02f, 0.01f, 0.2f, 0.8f, null))),
  /** R-STDP; all weights are clamped with the first decision. */
  REWARD(
      d ->
          d.averaged(true)
              .rule(
                  new RewardSpec(0.04f, -0.03f, -0.04f, 0.005f, 0.2f, 0.8f, true, 10, 0.2f, true))),
  /** S2-STDP, by which neurons of all labels learn from each label. */
  S2_STDP(
      d ->
          d.neuronsPerLabel(2)
              .threshold(12f)
              .rule(new S2StdpSpec(1.5f, 0.3f, -0.1f, 0, 1, 0.8f, null)));

  private static final String NETWORK = "firstspike-2026-quick";
  private static final int LABEL = 3;
  private static final int IMAGES = 30;

  private final UnaryOperator<DecisionSpec.Builder> rule;

  RetiredLabels(UnaryOperator<DecisionSpec.Builder> rule) {
    this.rule = rule;
  }

  /** A learner that has trained its layers by {@code backend}, its fourth label being retired. */
  public Learner trained(Backend backend) {
    NetworkSpec spec =
        ShippedNetworks.shortened(NETWORK, 20).toBuilder()
            .feature("S1", f -> f.maps(6))
            .decision(rule::apply)
            .build();
    LabelledStimuli stimuli = ShippedNetworks.labelled(spec, IMAGES);
    Learner learner = Learner.fresh(spec, 9);
    try (Trainer trainer = new Trainer(1, null, backend)) {
      trainer.learnFeatures(learner, stimuli, TrainingListener.NONE);
      learner.retire(LABEL);
      trainer.learnDecisions(learner, others(stimuli), 1, TrainingListener.NONE);
    }
    return learner;
  }

  /** The stimuli, those of the retired label with another one. */
  private static LabelledStimuli others(LabelledStimuli stimuli) {
    return new LabelledStimuli() {
      @Override
      public int size() {
        return stimuli.size();
      }

      @Override
      public Stimulus stimulus(int index) {
        return stimuli.stimulus(index);
      }

      @Override
      public String label(int index) {
        String label = stimuli.label(index);
        return label.equals(Integer.toString(LABEL)) ? "0" : label;
      }
    };
  }
}
