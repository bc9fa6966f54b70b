package io.firstspike.testkit;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.util.Map;

/** Trains small models on real digits, quickly. */
public final class TrainedModels {

  public static final Dataset DIGITS = MnistSample.train();
  public static final int FEATURE_FRAMES = 60;
  public static final NetworkSpec SPEC =
      NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", (long) FEATURE_FRAMES));

  private TrainedModels() {}

  /** A model that has learned from its first frames and from {@code labels} labels. */
  public static Model trained(int labels) {
    return trained(SPEC, FEATURE_FRAMES, labels);
  }

  /**
   * A model of {@code spec} that has learned from {@code frames} frames and {@code labels} labels.
   */
  public static Model trained(NetworkSpec spec, int frames, int labels) {
    Learner learner = Learner.fresh(spec, 1);
    Classifier classifier = new Classifier(learner.network());
    for (int i = 0; i < frames; i++) {
      Volley encoded = classifier.encode(DIGITS.image(i));
      learner.learnFeatures(classifier.features(encoded, learner.stage()));
    }
    for (int i = frames; i < frames + labels; i++) {
      Volley evidence = classifier.evidence(classifier.encode(DIGITS.image(i)));
      int label = spec.decision().labels().indexOf(DIGITS.label(i));
      learner.learnDecision(evidence, classifier.decide(evidence), label);
    }
    return learner.snapshot("digits");
  }
}
