package io.firstspike.examples;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Learns from labels that come long after their frames. What is kept of a frame until then is its
 * eligibility trace: the volley that was decided on, and the decision.
 */
public final class DelayedLabels {

  private static final int FEATURE_FRAMES = 2000;

  private DelayedLabels() {}

  /** Runs the example. */
  public static void main(String[] args) {
    System.out.printf(
        "of the last 500 digits, %.1f %% were decided right before their labels came%n",
        100 * run(100));
  }

  /**
   * Decides on each digit when it comes and learns from its label {@code delay} digits later.
   *
   * @return the share of the last 500 decisions that were right
   */
  static double run(int delay) {
    Dataset digits = MnistSample.train();
    NetworkSpec spec =
        NetworkSpec.load("firstspike-2026-quick").withSchedule(Map.of("S1", (long) FEATURE_FRAMES));
    Learner learner = Learner.fresh(spec, 1);
    Classifier classifier = new Classifier(learner.network());
    for (int i = 0; !learner.deciding(); i++) {
      Volley encoded = classifier.encode(digits.image(i % digits.size()));
      learner.learnFeatures(classifier.features(encoded, learner.stage()));
    }
    Deque<Trace> waiting = new ArrayDeque<>();
    int right = 0;
    for (int i = 0; i < digits.size(); i++) {
      Volley evidence = classifier.evidence(digits.image(i));
      Decision decision = learner.decide(evidence);
      int label = spec.decision().labels().indexOf(digits.label(i));
      right += i >= digits.size() - 500 && decision.label() == label ? 1 : 0;
      waiting.add(new Trace(evidence, decision, label));
      if (waiting.size() > delay) {
        Trace trace = waiting.remove();
        learner.learnDecision(trace.evidence(), trace.decision(), trace.label());
      }
    }
    return right / 500.0;
  }

  private record Trace(Volley evidence, Decision decision, int label) {}
}
