package io.firstspike.pipeline.learner;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.util.HashMap;
import java.util.Map;

/** The same learning without Flink: what the keyed learner is held against. */
final class PlainLoop {

  private record Open(Volley features, Decision decision) {}

  private final Classifier classifier;
  private final Map<Integer, Open> open = new HashMap<>();
  private Learner learner;

  PlainLoop() {
    this(Digits.SPEC);
  }

  PlainLoop(NetworkSpec spec) {
    this.learner = Learner.fresh(spec, Digits.SEED);
    this.classifier = new Classifier(learner.network());
  }

  void frame(int index) {
    Volley encoded = Digits.volley(index);
    if (learner.deciding()) {
      Volley features = classifier.evidence(encoded);
      open.put(index, new Open(features, learner.decide(features)));
    } else {
      learner.learnFeatures(classifier.features(encoded, learner.stage()));
    }
  }

  void label(int index) {
    Open decided = open.remove(index);
    if (decided != null) {
      learner.learnDecision(decided.features(), decided.decision(), place(Digits.labelText(index)));
    }
  }

  private int place(String label) {
    Network network = learner.network();
    if (!network.spec().decision().labels().contains(label)) {
      learner = new Learner(network.withLabel(label), learner.progress());
    }
    return learner.network().spec().decision().labels().indexOf(label);
  }

  String fingerprint() {
    return Model.fingerprint(learner.network().weights());
  }

  /** Frames 0 to {@code count - 1}, each label {@code delay} frames after its own. */
  static String delayed(int count, int delay) {
    PlainLoop loop = new PlainLoop();
    for (int i = 0; i < count + delay; i++) {
      if (i < count) {
        loop.frame(i);
      }
      if (i >= delay) {
        loop.label(i - delay);
      }
    }
    return loop.fingerprint();
  }
}
