package io.firstspike.pipeline.cluster;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.encode.LabelledImages;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stream of labelled images through the engine alone. */
final class PlainStream {

  /**
   * What a prediction says about a frame, apart from the clock.
   *
   * @param position of the frame in the stream
   */
  record Said(
      long position,
      String phase,
      Optional<String> label,
      double potential,
      double runnerUpPotential,
      int spikeTime,
      String modelVersion) {}

  private record Open(Volley features, Decision decision) {}

  private final NetworkSpec spec;
  private final LabelledImages images;
  private final Learner learner;
  private final Classifier classifier;
  private final Map<Integer, Open> open = new HashMap<>();
  private final List<Said> said = new ArrayList<>();
  private long updates;

  private PlainStream(NetworkSpec spec, long seed, LabelledImages images) {
    this.spec = spec;
    this.images = images;
    this.learner = Learner.fresh(spec, seed);
    this.classifier = new Classifier(learner.network());
  }

  /**
   * Sends {@code frames} frames, the images again and again, each label {@code delay} frames after
   * its own.
   */
  static PlainStream of(NetworkSpec spec, long seed, LabelledImages images, int frames, int delay) {
    PlainStream stream = new PlainStream(spec, seed, images);
    for (int i = 0; i < frames + delay; i++) {
      if (i < frames) {
        stream.frame(i);
      }
      if (i >= delay) {
        stream.label(i - delay);
      }
    }
    return stream;
  }

  /** What was decided on each frame, in their order. */
  List<Said> said() {
    return said;
  }

  String fingerprint() {
    return Model.fingerprint(learner.network().weights());
  }

  private void frame(int position) {
    Volley encoded = classifier.encode(images.image(position % images.size()));
    if (learner.deciding()) {
      Volley features = classifier.evidence(encoded);
      Decision decision = classifier.decide(features);
      say(position, Prediction.DECISION, decision);
      open.put(position, new Open(features, decision));
    } else {
      say(position, spec.layerName(learner.stage()), Decision.SILENT);
      learner.learnFeatures(classifier.features(encoded, learner.stage()));
      updates++;
    }
  }

  private void say(int position, String phase, Decision decision) {
    Optional<Winner> winner = decision.winner();
    said.add(
        new Said(
            position,
            phase,
            winner.map(w -> spec.decision().labels().get(decision.label())),
            winner.map(Winner::potential).orElse(0f),
            decision.runnerUp() < 0 ? 0 : decision.runnerUpPotential(),
            winner.map(Winner::step).orElse(Prediction.NO_SPIKE),
            spec.name() + "@" + updates));
  }

  private void label(int position) {
    Open decided = open.remove(position);
    if (decided != null) {
      int label = spec.decision().labels().indexOf(images.label(position % images.size()));
      learner.learnDecision(decided.features(), decided.decision(), label);
      updates++;
    }
  }
}
