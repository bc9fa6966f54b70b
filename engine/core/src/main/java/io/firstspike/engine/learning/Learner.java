package io.firstspike.engine.learning;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Provenance;
import io.firstspike.engine.spike.Volley;
import java.util.SortedSet;

/**
 * Walks a network through its curriculum, one example at a time: STDP shapes the first feature
 * layer for the frames its spec gives it, or until it has converged, then the next; when all are
 * frozen, labels shape the decision layer. Each layer learns from the output of the frozen layers
 * below it, which the caller computes (see {@link #stage}).
 *
 * <p>Deterministic: the same examples in the same order give the same weights, bit for bit. Not
 * thread-safe.
 */
public final class Learner {

  private final NetworkSpec spec;
  private final Network network;
  private final Synapses synapses;
  private Progress progress;
  private FeatureLearning features;
  private DecisionLearning decisions;

  /**
   * A learner that goes on from {@code progress}; it changes {@code network}'s weights.
   *
   * @throws IllegalArgumentException if the progress is not of this network
   */
  public Learner(Network network, Progress progress) {
    this.spec = network.spec();
    this.network = network;
    if (progress.stage() < 0 || progress.stage() >= spec.layers()) {
      throw new IllegalArgumentException(
          "progress at stage "
              + progress.stage()
              + " of a network of "
              + spec.layers()
              + " layers");
    }
    this.synapses = new Synapses(network);
    this.progress = progress;
    prepareStage();
  }

  /** A learner at the beginning of its curriculum, with the first weights of {@code seed}. */
  public static Learner fresh(NetworkSpec spec, long seed) {
    return new Learner(Network.fresh(spec, seed), Progress.start(spec, seed));
  }

  /**
   * What has been learned so far, to be kept.
   *
   * @param data what it was learned from, in words
   */
  public Model snapshot(String data) {
    Provenance provenance =
        new Provenance(
            Provenance.SOFTWARE,
            progress.seed(),
            data,
            progress.featureFrames(),
            progress.labels());
    return new Model(spec, provenance, progress, network.weights());
  }

  /** The network as it is now. */
  public Network network() {
    return network;
  }

  /** The network that is to serve: the one that learns, or a copy with averaged weights. */
  public Network serving() {
    return network.serving(progress);
  }

  /** How far the curriculum has come. */
  public Progress progress() {
    return progress;
  }

  /** The layer that learns now, counted from 0: its input is the output of that many layers. */
  public int stage() {
    return progress.stage();
  }

  /** Whether the feature layers are frozen and the decision layer learns. */
  public boolean deciding() {
    return progress.deciding(spec);
  }

  /**
   * One frame for the feature layer that learns: its winners learn by STDP; after the layer's last
   * frame the next layer's turn begins.
   *
   * @param presynaptic the output of the first {@link #stage} layers
   * @throws IllegalStateException if no feature layer learns any more
   */
  public void learnFeatures(Volley presynaptic) {
    if (deciding()) {
      throw new IllegalStateException("all feature layers are frozen");
    }
    int layer = progress.stage();
    progress = progress.countFrame();
    features.learn(presynaptic, progress);
    progress = progress.advance(spec, features.converged(progress));
    if (progress.stage() != layer) {
      features.freeze();
      prepareStage();
    }
  }

  /**
   * One label for the decision layer, which learns by the rule of its spec.
   *
   * @param evidence the volley that was decided on ({@link
   *     io.firstspike.engine.network.Classifier#evidence})
   * @param decision what was decided
   * @param label the right label, an index into the spec's labels
   * @throws IllegalStateException if the feature layers still learn
   */
  public void learnDecision(Volley evidence, Decision decision, int label) {
    if (!deciding()) {
      throw new IllegalStateException(
          "layer " + spec.layerName(progress.stage()) + " is still learning its features");
    }
    progress =
        decisions.learn(evidence, decision, label, progress).countLabel(decision.label(), label);
  }

  /** The rows that changed since the last call, by table and map. */
  public SortedSet<ChangedRow> takeChanges() {
    return synapses.takeChanged();
  }

  private void prepareStage() {
    if (deciding()) {
      features = null;
      decisions = DecisionLearning.of(network, synapses);
    } else {
      features =
          new FeatureLearning(progress.stage(), spec.features().get(progress.stage()), synapses);
    }
  }
}
