package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.network.DenseNetwork;
import io.firstspike.engine.nd4j.runtime.Memory;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.StdpSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learning of a network as tensor operations. What lies before the layer that learns is computed in
 * batches; then the layer learns from one example after the other, as each changes its weights. A
 * copy of the network takes the weights when a layer is frozen, and at the end.
 */
@API(status = Status.INTERNAL)
public final class DenseLesson implements Lesson {

  private final Network network;
  private final Network own;
  private final NetworkSpec spec;
  private final int together;
  private final ProgressTracker progress;
  private final DenseNetwork below;
  private final DenseDecisionLearning decisions;
  private DenseFeatureLearning features;

  public DenseLesson(Network network, Progress progress, int together) {
    this.network = network;
    this.spec = network.spec();
    this.own = Network.of(spec, network.weights().toArrays());
    this.together = together;
    this.progress = new ProgressTracker(spec, progress);
    this.below = new DenseNetwork(own);
    this.decisions = DenseDecisionLearning.of(own);
    prepareStage();
  }

  private void prepareStage() {
    if (!progress.deciding()) {
      int stage = progress.stage();
      features =
          new DenseFeatureLearning(
              stage, spec.features().get(stage), new DenseWeights(own.weights().table(stage)));
    }
  }

  @Override
  public int learnFeatures(List<? extends Stimulus> batch) {
    if (progress.deciding()) {
      throw new IllegalStateException("all feature layers are frozen");
    }
    requireAllTaken(batch);
    int stage = progress.stage();
    int learned = 0;
    while (learned < batch.size() && progress.stage() == stage) {
      List<? extends Stimulus> part = part(batch, learned);
      learned += Memory.within(() -> learn(part, stage));
    }
    return learned;
  }

  private List<? extends Stimulus> part(List<? extends Stimulus> batch, int from) {
    return batch.subList(from, Math.min(batch.size(), from + together));
  }

  /** Learns from images until the layer is frozen. */
  private int learn(List<? extends Stimulus> part, int stage) {
    List<Volley> seen = Tensors.volleys(below.features(below.encode(part), stage), below.steps());
    int learned = 0;
    while (learned < seen.size() && progress.stage() == stage) {
      progress.countFrame();
      features.learn(seen.get(learned++), progress);
      if (progress.advance(converged(stage))) {
        freeze(stage);
        prepareStage();
      }
    }
    return learned;
  }

  private boolean converged(int stage) {
    StdpSpec stdp = spec.features().get(stage).stdp();
    if (stdp.convergence() == 0 || progress.frames() % StdpSpec.CONVERGENCE_EVERY != 0) {
      return false;
    }
    LayerWeights weights = own.weights().table(stage);
    features.weights().writeTo(weights);
    return weights.convergence() < stdp.convergence();
  }

  /** Completes a layer, as a learner does: rounds its weights, if the spec says so. */
  private void freeze(int stage) {
    if (spec.features().get(stage).binary()) {
      features.weights().byTap().assign(DenseStdp.binarised(features.weights().byTap()));
    }
    features.weights().writeTo(own.weights().table(stage));
    below.refresh();
  }

  @Override
  public int[] learnDecisions(List<? extends Stimulus> batch, int[] labels) {
    if (!progress.deciding()) {
      throw new IllegalStateException(
          "layer " + spec.layerName(progress.stage()) + " is still learning its features");
    }
    requireAllTaken(batch);
    int[] decided = new int[batch.size()];
    for (int first = 0; first < decided.length; first += together) {
      int from = first;
      List<? extends Stimulus> part = part(batch, first);
      List<Volley> evidence =
          Memory.within(() -> Tensors.volleys(below.evidence(below.encode(part)), below.steps()));
      for (int i = 0; i < evidence.size(); i++) {
        int place = from + i;
        Volley seen = evidence.get(i);
        decided[place] = Memory.within(() -> decisions.learn(seen, labels[place], progress));
        progress.countLabel(decided[place], labels[place]);
      }
    }
    return decided;
  }

  /** Finds a stimulus that does not fit before anything is learned from the batch. */
  private void requireAllTaken(List<? extends Stimulus> batch) {
    for (Stimulus stimulus : batch) {
      Optional<String> refusal = spec.refusal(stimulus);
      if (refusal.isPresent()) {
        throw new IllegalArgumentException(refusal.get());
      }
    }
  }

  @Override
  public Progress progress() {
    return progress.progress();
  }

  @Override
  public void handBack() {
    if (!progress.deciding()) {
      features.weights().writeTo(own.weights().table(progress.stage()));
    }
    decisions.writeTo(own.weights());
    for (int table = 0; table < own.weights().tables().size(); table++) {
      network.weights().table(table).copyFrom(own.weights().table(table));
    }
  }

  @Override
  public void close() {
    // Tensors go with the garbage.
  }
}
