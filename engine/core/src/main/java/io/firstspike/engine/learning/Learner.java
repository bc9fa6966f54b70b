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
import io.firstspike.engine.spike.Spikes;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Trains a network, one example at a time. First the feature layers learn by STDP, one after the
 * other, each from the number of frames that its spec gives, or until it has converged; then it is
 * frozen. When all are frozen, the decision layer learns from labels.
 *
 * <pre>{@code
 * Learner learner = Learner.fresh(NetworkSpec.load("firstspike-2026"), 1);
 * Classifier classifier = new Classifier(learner.network());
 * for (int i = 0; !learner.deciding(); i++) {
 *   Volley encoded = classifier.encode(images.image(i % images.size()));
 *   learner.learnFeatures(classifier.features(encoded, learner.stage()));
 * }
 * Volley evidence = classifier.evidence(image);
 * Decision decision = learner.decide(evidence);
 * learner.learnDecision(evidence, decision, label); // as soon as the label is known
 * }</pre>
 *
 * The input of each layer is the output of the frozen layers below it, which the caller computes
 * (see {@link #stage}). For a whole data set, {@link Trainer} does all that.
 *
 * <p>Deterministic: the same examples in the same order give the same weights, bit by bit. Not
 * thread-safe: a thread that enters while another one is inside gets a {@link
 * java.util.ConcurrentModificationException}.
 */
@API(status = Status.MAINTAINED)
public final class Learner {

  private final ThreadGuard guard =
      new ThreadGuard("Learner", "it learns one example after the other, on one thread at a time");
  private final NetworkSpec spec;
  private final Network network;
  private final WeightLoops loops;
  private final Synapses synapses;
  private final ProgressTracker course;
  private final Decider decider;
  private final Experience experience;
  private FeatureLearning features;
  private DecisionLearning decisions;

  /**
   * The volley that the potentials of the decision neurons belong to, with the present weights;
   * null if there is none.
   */
  private Spikes integrated;

  /**
   * Creates a learner that continues from {@code progress} and changes {@code network}'s weights.
   *
   * @throws IllegalArgumentException if the network does not have the stage of the progress
   */
  public Learner(Network network, Progress progress) {
    this(network, progress, InnerLoops.fastest());
  }

  /**
   * Creates a learner with the given inner loops.
   *
   * @param loops the inner loops; not to be shared with another object
   * @throws IllegalArgumentException if the network does not have the stage of the progress
   */
  public Learner(Network network, Progress progress, InnerLoops loops) {
    this(network, progress, loops, Experience.of(network));
  }

  private Learner(Network network, Progress progress, InnerLoops loops, Experience experience) {
    this.spec = network.spec();
    this.network = network;
    requireStage(progress);
    this.loops = loops.weights();
    this.synapses = new Synapses(network, this.loops);
    this.course = new ProgressTracker(spec, progress);
    this.decider = Decider.ofLearner(network, this.loops);
    this.experience = experience;
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

  /**
   * Creates a learner of a new network.
   *
   * @param seed seed of the first weights and of everything random in learning
   */
  public static Learner fresh(NetworkSpec spec, long seed) {
    return new Learner(Network.fresh(spec, seed), Progress.start(spec, seed));
  }

  /**
   * Creates a learner of a network with one more label, which goes on where this one is; this one
   * must not be used any more.
   *
   * @throws IllegalArgumentException if the decision layer has no free neurons
   */
  public Learner withLabel(String label) {
    return new Learner(network.withLabel(label), progress(), InnerLoops.fastest(), experience);
  }

  /**
   * Takes a label out of decisions, until it is {@link #restore restored}: its neurons get weights
   * so low that they never decide, in this network and in every model of it, and the memory forgets
   * its volleys. Without effect if it is retired already.
   *
   * @param label index of the label
   * @throws IllegalArgumentException if it is the last one that is not retired
   */
  public void retire(int label) {
    guard.enter();
    try {
      if (!retired(label) && remaining() == 1) {
        throw new IllegalArgumentException(
            "label "
                + spec.decision().labels().get(label)
                + " is the last that is not retired, and something must be left to decide for");
      }
      for (int i = 0; i < spec.decision().neuronsPerLabel(); i++) {
        synapses.retire(label * spec.decision().neuronsPerLabel() + i);
      }
      experience.forget(label);
      integrated = null;
    } finally {
      guard.leave();
    }
  }

  private long remaining() {
    return IntStream.range(0, spec.decision().labels().size())
        .filter(label -> !retired(label))
        .count();
  }

  /**
   * Gives a retired label's neurons their first weights again, so that they can learn anew. Without
   * effect if it is not retired.
   *
   * @param label index of the label
   */
  public void restore(int label) {
    guard.enter();
    try {
      if (retired(label)) {
        Network fresh = Network.fresh(spec, progress().seed());
        for (int i = 0; i < spec.decision().neuronsPerLabel(); i++) {
          synapses.beginAnew(label * spec.decision().neuronsPerLabel() + i, fresh);
        }
        integrated = null;
      }
    } finally {
      guard.leave();
    }
  }

  /**
   * Whether a label is retired; then nothing can be learned from it.
   *
   * @param label index of the label
   */
  public boolean retired(int label) {
    return synapses.retired(label * spec.decision().neuronsPerLabel());
  }

  /**
   * Continues from {@code progress}, after the caller has replaced the network's weights, just as a
   * new learner of the same network would: with an empty memory.
   *
   * @throws IllegalArgumentException if the network does not have the stage of the progress
   */
  public void resume(Progress progress) {
    guard.enter();
    try {
      requireStage(progress);
      course.begin(progress);
      experience.clear();
      integrated = null;
      prepareStage();
    } finally {
      guard.leave();
    }
  }

  /**
   * Creates a model from a copy of the present weights and the progress.
   *
   * @param data description of the data that the network has learned from
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
      return new Model(spec, provenance, progress, network.weights().toArrays());
    } finally {
      guard.leave();
    }
  }

  /** The network that learns; its weights change with every example. */
  public Network network() {
    return network;
  }

  /**
   * The network to classify with: the one that learns, or a copy with averaged weights, if the spec
   * says so.
   */
  public Network serving() {
    return network.serving(progress());
  }

  /** The memory and the detector of drift beside the decision layer's weights. */
  public Experience experience() {
    return experience;
  }

  /** The present progress. */
  public Progress progress() {
    return course.progress();
  }

  /**
   * The layer that learns now, counted from 0. Its input is the output of the layers before it, so
   * this is also the number of layers to run.
   */
  public int stage() {
    return course.stage();
  }

  /** Whether all feature layers are frozen, so that the decision layer learns. */
  public boolean deciding() {
    return course.deciding();
  }

  /**
   * Learns features from one frame. After the last frame of a layer, or when it has converged, it
   * is frozen and the next layer learns.
   *
   * @param presynaptic the output of the first {@link #stage} layers
   * @throws IllegalStateException if all feature layers are frozen
   */
  public void learnFeatures(Spikes presynaptic) {
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
   * Decides on a frame whose label is not known yet. Learning from the label is faster if it
   * arrives before any other label or decision.
   *
   * @param evidence the input of the decision layer. If it is passed to {@link
   *     #learnDecision(Volley, Decision, int)} later, it must be unchanged then, so it must not be
   *     a borrowed volley
   * @throws IllegalStateException if a feature layer is still learning
   */
  public Decision decide(Spikes evidence) {
    guard.enter();
    try {
      requireDeciding();
      integrated = decider.byPotential() && decisions.readsPotentials() ? evidence : null;
      label(evidence);
      return decider.decision();
    } finally {
      guard.leave();
    }
  }

  /**
   * Decides on a frame, then learns from its label.
   *
   * @param evidence the input of the decision layer ({@link
   *     io.firstspike.engine.network.Classifier#evidence(Volley)}); it may be borrowed
   * @param label index of the right label
   * @return index of the label that was decided for before learning; -1 if the network was silent
   * @throws IllegalStateException if a feature layer is still learning, or the label is retired
   */
  public int learnDecision(Spikes evidence, int label) {
    guard.enter();
    try {
      requireLearnable(label);
      integrated = null;
      int decided = label(evidence);
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
   * Learns from the label of an earlier decision; weights may have changed since.
   *
   * @param evidence the volley that was decided on
   * @param decision the decision
   * @param label index of the right label
   * @throws IllegalStateException if a feature layer is still learning, or the label is retired
   */
  public void learnDecision(Spikes evidence, Decision decision, int label) {
    guard.enter();
    try {
      requireLearnable(label);
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

  /** The label that is decided for, with the potentials of all neurons only if they are needed. */
  private int label(Spikes evidence) {
    return decisions.readsPotentials() ? decider.label(evidence) : decider.labelOnly(evidence);
  }

  private void requireLearnable(int label) {
    requireDeciding();
    if (retired(label)) {
      throw new IllegalStateException(
          "label " + spec.decision().labels().get(label) + " is retired: restore it first");
    }
  }

  private void requireDeciding() {
    if (!deciding()) {
      throw new IllegalStateException(
          "layer " + spec.layerName(stage()) + " is still learning its features");
    }
  }

  private void prepareStage() {
    if (deciding()) {
      features = null;
      decisions = DecisionLearning.of(network, synapses, decider, loops, experience);
    } else {
      features = new FeatureLearning(stage(), spec.features().get(stage()), synapses, loops);
    }
  }
}
