package io.firstspike.engine.tuning;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.LabelledStimuli;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A candidate's features, learned from one fold, and the decisions that are learned and validated
 * on them. Learning equals that of {@link io.firstspike.engine.learning.Trainer}, bit for bit; here
 * what frozen layers make of an example is kept for all ways to read it. Not thread-safe.
 */
final class FoldTrial {

  private final LabelledStimuli taught;
  private final LabelledStimuli validated;
  private final int taughtCount;
  private final int validatedCount;
  private final long seed;
  private final int passes;
  private final BooleanSupplier stopped;
  private final Network features;
  private final Map<Integer, Evidence> byPool = new TreeMap<>();

  /** The evidence at levels {@code first} to before {@code end} of the thresholds. */
  private record Evidence(int first, int end, GradedEvidence taught, GradedEvidence validated) {}

  /**
   * Lets the features learn.
   *
   * @param spec with the features
   * @param stopped whether to give up
   * @throws Stopped if so
   */
  FoldTrial(NetworkSpec spec, Fold fold, Rung rung, long seed, BooleanSupplier stopped) {
    this.taught = fold.taught();
    this.validated = fold.validated();
    this.taughtCount = Math.min(rung.taught(), taught.size());
    this.validatedCount = Math.min(rung.validated(), validated.size());
    this.seed = seed;
    this.passes = rung.passes();
    this.stopped = stopped;
    this.features = learn(spec);
  }

  /** A trial was given up, as there is no time left. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super(null, null, false, false);
    }
  }

  private void goOn() {
    if (stopped.getAsBoolean()) {
      throw new Stopped();
    }
  }

  private Network learn(NetworkSpec spec) {
    Learner learner = Learner.fresh(spec, seed);
    Encoder encoder = new Encoder(spec.input(), spec.encoding());
    List<Volley> seen = new ArrayList<>();
    for (int frame = 0; !learner.deciding(); frame++) {
      goOn();
      if (frame < taughtCount) {
        seen.add(encoder.encode(taught.stimulus(frame)));
      }
      learner.learnFeatures(seen.get(frame % taughtCount));
    }
    return learner.network();
  }

  /** The network with the features that were learned. */
  Network features() {
    return features;
  }

  /** A model of the network that has learned its features. */
  Model model(NetworkSpec spec) {
    return new Learner(network(spec), Progress.deciding(spec, seed)).snapshot("a trial");
  }

  /** Counts of how S1 fires for the first examples that were held out. */
  FiringShare firing(int examples) {
    Encoder encoder = new Encoder(features.spec().input(), features.spec().encoding());
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < Math.min(examples, validatedCount); i++) {
      volleys.add(encoder.encode(validated.stimulus(i)));
    }
    return new FiringShare(features.weights().table(0), volleys);
  }

  /** The number of examples that are validated. */
  int validated() {
    return validatedCount;
  }

  private Network network(NetworkSpec spec) {
    Network network = Network.fresh(spec, seed);
    network.weights().table(0).copyFrom(features.weights().table(0));
    return network;
  }

  /**
   * Learns decisions and validates them.
   *
   * @param spec with features as they were learned, read at some of the levels
   * @param wide the same read at all levels that may be asked for with this pooling
   * @param firstWide the lowest of these
   * @param first the lowest level of {@code spec}
   * @return how many of the held-out examples are decided rightly
   */
  int right(NetworkSpec spec, int first, NetworkSpec wide, int firstWide) {
    int count = spec.features().get(0).readThreshold().size();
    Evidence evidence = evidence(wide, firstWide);
    Learner learner = new Learner(network(spec), Progress.deciding(spec, seed));
    GradedEvidence.Reader lesson = evidence.taught.reader(first - evidence.first, count);
    for (int pass = 0; pass < passes; pass++) {
      for (int i = 0; i < taughtCount; i++) {
        if (i % 1000 == 0) {
          goOn();
        }
        learner.learnDecision(lesson.read(i), spec.decision().place(taught.label(i)));
      }
    }
    Classifier classifier = new Classifier(learner.serving());
    GradedEvidence.Reader exam = evidence.validated.reader(first - evidence.first, count);
    int right = 0;
    for (int i = 0; i < validatedCount; i++) {
      int decided = classifier.decide(exam.read(i)).label();
      right += decided == spec.decision().place(validated.label(i)) ? 1 : 0;
    }
    return right;
  }

  private Evidence evidence(NetworkSpec wide, int first) {
    int pool = wide.features().get(0).pool().stride();
    int end = first + wide.features().get(0).readThreshold().size();
    Evidence kept = byPool.get(pool);
    if (kept == null || kept.first > first || kept.end < end) {
      Classifier classifier = new Classifier(network(wide));
      kept =
          new Evidence(
              first,
              end,
              evidence(classifier, wide, taught, taughtCount),
              evidence(classifier, wide, validated, validatedCount));
      byPool.put(pool, kept);
    }
    return kept;
  }

  private GradedEvidence evidence(
      Classifier classifier, NetworkSpec wide, LabelledStimuli stimuli, int count) {
    var neurons = features.convolution(0).output();
    GradedEvidence evidence =
        new GradedEvidence(
            wide.features().get(0).pool().pooling().output(neurons),
            wide.encoding().steps(),
            count);
    for (int i = 0; i < count; i++) {
      goOn();
      evidence.keep(i, classifier.borrowEvidence(stimuli.stimulus(i)));
    }
    return evidence;
  }

  /** Forgets the evidence of all poolings but one, which takes much memory. */
  void keepOnly(int stride) {
    byPool.keySet().removeIf(pool -> pool != stride);
  }
}
