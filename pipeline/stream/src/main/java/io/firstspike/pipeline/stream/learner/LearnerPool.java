package io.firstspike.pipeline.stream.learner;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.SynapticOperations;
import io.firstspike.engine.spec.MemorySpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.StartingModels;
import java.util.List;

/**
 * Makes the engine's learners of all model keys from the base model. Frozen feature layers are
 * shared by all learners; while feature layers learn, each learner has its own. Not thread-safe.
 */
final class LearnerPool {

  /** The memory of a learner without its weights, as measured, in bytes. */
  private static final long LEARNER_BYTES = 8 << 10;

  /** The additional memory for each synapse of a decision neuron, in bytes. */
  private static final long SYNAPSE_BYTES = 10;

  /** The additional memory of a learner with feature layers of its own, in bytes. */
  private static final long CLASSIFIER_BYTES = 4 << 20;

  /** The heap that the memory of a decision layer takes for each byte that its limit counts. */
  private static final double MEMORY_FACTOR = 1.5;

  private final BaseModel model;
  private final StartingModels starting;
  private final Network shared;
  private Classifier classifier;

  /** A learner that was given back; null if there is none. */
  private Learner spare;

  LearnerPool(BaseModel model, StartingModels starting) {
    this.model = model;
    this.starting = starting;
    this.shared = model.network();
  }

  BaseModel model() {
    return model;
  }

  /** The models that learners of some keys start from instead of the base model. */
  StartingModels starting() {
    return starting;
  }

  /** A learner with the base model's weights, and with {@code progress}. */
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
   * Takes back a learner that {@link #learner} has returned. It is used for the next key, since
   * garbage collection of such long-lived memory is expensive.
   */
  void giveBack(Learner learner) {
    if (model.deciding() && learner.network().spec() == shared.spec()) {
      spare = learner;
    }
  }

  /**
   * The classifier that runs the feature layers of {@code network}, which belongs to a learner of
   * this pool; one for all learners if they share those layers.
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

  /**
   * The counter of the operations that a decision layer's input takes, which all learners have in
   * common.
   */
  SynapticOperations decisionOperations() {
    return new SynapticOperations(shared.beforeDecision());
  }

  /** An estimate of a learner's memory, in bytes. */
  long learnerBytes() {
    long bytes =
        LEARNER_BYTES
            + SYNAPSE_BYTES * shared.beforeDecision().fan()
            + (model.deciding() ? 0 : CLASSIFIER_BYTES)
            + memoryBytes(model.spec().decision().memory());
    List<WeightTable> tables = model.spec().tables();
    for (int table = model.deciding() ? model.spec().features().size() : 0;
        table < tables.size();
        table++) {
      // The numbers of a graph are there once for all learners.
      bytes += tables.get(table).kind() == Kind.GRAPH ? 0 : shared.weights().bytes(table);
    }
    return bytes;
  }

  private static long memoryBytes(MemorySpec memory) {
    return memory == null ? 0 : (long) (MEMORY_FACTOR * memory.bytes());
  }
}
