package io.firstspike.pipeline.stream.learner;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.StartingModels;
import java.util.List;

/**
 * What the learners of all model keys begin with. Feature layers that are frozen are the same ones
 * for all; as long as they learn, each learner has its own. Not thread-safe.
 */
final class LearnerPool {

  /** What a learner needs beside its weights, as measured, in bytes. */
  private static final long LEARNER_BYTES = 8 << 10;

  /** And for each synapse of a decision neuron. */
  private static final long SYNAPSE_BYTES = 10;

  /** And one with feature layers of its own. */
  private static final long CLASSIFIER_BYTES = 4 << 20;

  private final BaseModel model;
  private final StartingModels starting;
  private final Network shared;
  private Classifier classifier;

  /** One whose key has left memory, if any. */
  private Learner spare;

  LearnerPool(BaseModel model, StartingModels starting) {
    this.model = model;
    this.starting = starting;
    this.shared = model.network();
  }

  BaseModel model() {
    return model;
  }

  /** The models that some learners go on from instead. */
  StartingModels starting() {
    return starting;
  }

  /** A learner with the weights of the beginning, that goes on from {@code progress}. */
  Learner learner(Progress progress) {
    if (spare == null) {
      return new Learner(model.deciding() ? shared.withOwnDecisions() : model.network(), progress);
    }
    Learner learner = spare;
    spare = null;
    learner.network().copyDecisions(shared);
    learner.resume(progress);
    return learner;
  }

  /**
   * A learner that {@link #learner} gave is not used any more. Where keys come and go it becomes
   * the next one: memory that lives for so long is dear to collect.
   */
  void giveBack(Learner learner) {
    if (model.deciding() && learner.network().spec() == shared.spec()) {
      spare = learner;
    }
  }

  /**
   * What runs the feature layers of {@code network}, of a learner that {@link #learner} gave: the
   * same object for all, if they share those layers.
   */
  Classifier classifier(Network network) {
    if (!model.deciding()) {
      return new Classifier(network);
    }
    if (classifier == null) {
      classifier = new Classifier(shared);
    }
    return classifier;
  }

  /** About how much memory a learner takes, in bytes. */
  long learnerBytes() {
    long bytes =
        LEARNER_BYTES
            + SYNAPSE_BYTES * shared.decisions().fan()
            + (model.deciding() ? 0 : CLASSIFIER_BYTES);
    List<WeightTable> tables = model.spec().tables();
    for (int table = model.deciding() ? model.spec().features().size() : 0;
        table < tables.size();
        table++) {
      bytes += shared.bytes(table);
    }
    return bytes;
  }
}
