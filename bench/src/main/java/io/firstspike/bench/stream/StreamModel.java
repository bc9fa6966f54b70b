package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;

/**
 * The model that streams are measured with: a network, trained, so that frames meet frozen feature
 * layers and a decision layer that goes on learning.
 */
final class StreamModel {

  static final long SEED = 1;
  static final String NETWORK = "firstspike-2026";

  private static final int TRAINING_DIGITS = 10_000;
  private static final int SENT_DIGITS = 2000;

  private StreamModel() {}

  /** The default network, trained. */
  static Model trained(Dataset train) {
    return trained(NetworkSpec.load(NETWORK), train);
  }

  /** Feature layers learned from the first digits, and one pass of their labels. */
  static Model trained(NetworkSpec spec, Dataset train) {
    Dataset digits = train.slice(0, Math.min(TRAINING_DIGITS, train.size()));
    Learner learner = Learner.fresh(spec, SEED);
    try (Trainer trainer = new Trainer(Runtime.getRuntime().availableProcessors())) {
      trainer.learnFeatures(learner, digits, TrainingListener.NONE);
      trainer.learnDecisions(learner, digits, 1, TrainingListener.NONE);
    }
    return learner.snapshot(train.name());
  }

  /** What is sent, over and over. */
  static Dataset sent(Dataset train) {
    return train.slice(0, Math.min(SENT_DIGITS, train.size()));
  }
}
