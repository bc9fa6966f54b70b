package io.firstspike.engine.learning;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.ThreadGuard;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.SortedSet;

/**
 * Walks a network through its curriculum, one example at a time: STDP shapes the first feature
 * layer for the frames its spec gives it, or until it has converged, then the next; when all are
 * frozen, labels shape the decision layer. Each layer learns from the output of the frozen layers
 * below it, which the caller computes (see {@link #stage}).
 *
 * <p>Deterministic: the same examples in the same order give the same weights, bit for bit. Not
 * thread-safe: two threads in one at the same time are refused with a {@link
 * java.util.ConcurrentModificationException}.
 */
public final class Learner {

  private final ThreadGuard guard =
      new ThreadGuard("Learner", "it learns one example after the other, on one thread at a time");
  private final NetworkSpec spec;
  private final Network network;
  private final WeightLoops loops;
  private final Synapses synapses;
  private final ProgressTracker course;
  private final Decider decider;
  private FeatureLearning features;
  private DecisionLearning decisions;

  /** What the decision neurons' potentials are of, with the weights as they are now; else null. */
  private Volley integrated;

  /**
   * A learner that goes on from {@code progress}; it changes {@code network}'s weights.
   *
   * @throws IllegalArgumentException if the progress is not of this network
   */
  public Learner(Network network, Progress progress) {
    this(network, progress, InnerLoops.fastest());
  }

  /**
   * A learner with loops of its own.
   *
   * @param loops this learner's own
   */
  public Learner(Network network, Progress progress, InnerLoops loops) {
    this.spec = network.spec();
    this.network = network;
    requireStage(progress);
    this.loops = loops.weights();
    this.synapses = new Synapses(network, this.loops);
    this.course = new ProgressTracker(spec, progress);
    this.decider = new Decider(network, this.loops);
    prepareStage();
  }

  private void requireStage(Progress progress) {
    if (progress.stage() < 0 || progress.stage() >= spec.layers()) {
      throw new IllegalArgumentException(
          "progress at stage "
              + progress.stage()
              + " of a network of "
              + spec.layers()
              + " layers");
    }
  }

  /** A learner at the beginning of its curriculum, with the first weights of {@code seed}. */
  public static Learner fresh(NetworkSpec spec, long seed) {
    return new Learner(Network.fresh(spec, seed), Progress.start(spec, seed));
  }

  /**
   * Goes on from {@code progress} as a new learner of the same network would: for who has given the
   * network other weights. No change is pending then.
   *
   * @throws IllegalArgumentException if the progress is not of this network
   */
  public void resume(Progress progress) {
    guard.enter();
    try {
      requireStage(progress);
      course.begin(progress);
      synapses.takeChanged();
      integrated = null;
      prepareStage();
    } finally {
      guard.leave();
    }
  }

  /**
   * What has been learned so far, to be kept.
   *
   * @param data what it was learned from, in words
   */
  public Model snapshot(String data) {
    guard.enter();
    try {
      Progress progress = progress();
      Provenance provenance =
          new Provenance(
              Provenance.SOFTWARE,
              progress.seed(),
              data,
              progress.featureFrames(),
              progress.labels());
      return new Model(spec, provenance, progress, network.weights());
    } finally {
      guard.leave();
    }
  }

  /** The network as it is now. */
  public Network network() {
    return network;
  }

  /** The network that is to serve: the one that learns, or a copy with averaged weights. */
  public Network serving() {
    return network.serving(progress());
  }

  /** How far the curriculum has come. */
  public Progress progress() {
    return course.progress();
  }

  /** The layer that learns now, counted from 0: its input is the output of that many layers. */
  public int stage() {
    return course.stage();
  }

  /** Whether the feature layers are frozen and the decision layer learns. */
  public boolean deciding() {
    return course.deciding();
  }

  /**
   * One frame for the feature layer that learns: its winners learn by STDP; after the layer's last
   * frame the next layer's turn begins.
   *
   * @param presynaptic the output of the first {@link #stage} layers
   * @throws IllegalStateException if no feature layer learns any more
   */
  public void learnFeatures(Volley presynaptic) {
    guard.enter();
    try {
      if (deciding()) {
        throw new IllegalStateException("all feature layers are frozen");
      }
      course.countFrame();
      features.learn(presynaptic, course);
      if (course.advance(features.converged(course))) {
        features.freeze();
        prepareStage();
      }
    } finally {
      guard.leave();
    }
  }

  /**
   * What the decision layer says to {@code evidence}. Should its label come before another label
   * and another decision, learning from it costs the less.
   *
   * @param evidence no borrowed one: it may be given to {@link #learnDecision(Volley, Decision,
   *     int)} later, and must be the same then
   * @throws IllegalStateException if the feature layers still learn
   */
  public Decision decide(Volley evidence) {
    guard.enter();
    try {
      requireDeciding();
      Decision decision = decider.decide(evidence);
      integrated = decider.byPotential() ? evidence : null;
      return decision;
    } finally {
      guard.leave();
    }
  }

  /**
   * One labelled example for the decision layer: it decides, then learns by the rule of its spec.
   *
   * @param evidence what it decides on ({@link io.firstspike.engine.network.Classifier#evidence})
   * @param label the right label, an index into the spec's labels
   * @return the label that was decided for, before the right one was known; -1 if silent
   * @throws IllegalStateException if the feature layers still learn
   */
  public int learnDecision(Volley evidence, int label) {
    guard.enter();
    try {
      requireDeciding();
      integrated = null;
      int decided = decider.label(evidence);
      if (decisions.readsPotentials() && !decider.byPotential()) {
        decider.neurons().integrate(evidence);
      }
      decisions.learn(evidence, decider.winner(), decider.step(), label, course);
      course.countLabel(decided, label);
      return decided;
    } finally {
      guard.leave();
    }
  }

  /**
   * One label for a decision that was made before; the weights may have changed since.
   *
   * @param evidence the volley that was decided on
   * @param decision what was decided
   * @param label the right label, an index into the spec's labels
   * @throws IllegalStateException if the feature layers still learn
   */
  public void learnDecision(Volley evidence, Decision decision, int label) {
    guard.enter();
    try {
      requireDeciding();
      if (decisions.readsPotentials() && integrated != evidence) {
        decider.neurons().integrate(evidence);
      }
      integrated = null;
      Shape shape = network.decisions().output();
      int winner = decision.winner().map(w -> shape.index(w.map(), w.row(), w.column())).orElse(-1);
      int step = decision.winner().map(Winner::step).orElse(0);
      decisions.learn(evidence, winner, step, label, course);
      course.countLabel(decision.label(), label);
    } finally {
      guard.leave();
    }
  }

  private void requireDeciding() {
    if (!deciding()) {
      throw new IllegalStateException(
          "layer " + spec.layerName(stage()) + " is still learning its features");
    }
  }

  /** The rows that changed since the last call, by table and map. */
  public SortedSet<ChangedRow> takeChanges() {
    guard.enter();
    try {
      return synapses.takeChanged();
    } finally {
      guard.leave();
    }
  }

  private void prepareStage() {
    if (deciding()) {
      features = null;
      decisions = DecisionLearning.of(network, synapses, decider, loops);
    } else {
      features = new FeatureLearning(stage(), spec.features().get(stage()), synapses, loops);
    }
  }
}
