package io.firstspike.bench.continual;

import io.firstspike.engine.learning.Experience;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Learns with a spiking network whose feature layers are frozen, as the plain loop does. */
final class SpikingLearner implements OnlineLearner {

  private final Learner learner;
  private final Classifier classifier;

  /** For each class of the data set, the network's label. */
  private final int[] labels;

  /** For each label of the network, the class of the data set; -1 if it has none. */
  private final int[] classes;

  /** For each drift detected, the number of labels learned by then. */
  private final List<Long> alarms = new ArrayList<>();

  private Volley evidence;
  private Decision decision;

  /**
   * Makes a learner that begins with a model's weights.
   *
   * @param model a network that has learned its features and nothing else
   * @param labels for each class of the data set, the network's label
   */
  SpikingLearner(Model model, int[] labels) {
    this.learner = new Learner(model.network(), model.progress());
    this.classifier = new Classifier(learner.network());
    this.labels = labels.clone();
    this.classes = new int[model.spec().decision().labels().size()];
    Arrays.fill(classes, -1);
    for (int i = 0; i < labels.length; i++) {
      classes[labels[i]] = i;
    }
  }

  @Override
  public int decide(Image image) {
    evidence = classifier.evidence(image);
    decision = learner.decide(evidence);
    return decision.silent() ? -1 : classes[decision.label()];
  }

  @Override
  public void learn(int label) {
    long drifts = learner.experience().drift().drifts();
    learner.learnDecision(evidence, decision, labels[label]);
    if (learner.experience().drift().drifts() > drifts) {
      alarms.add(learner.experience().drift().at());
    }
  }

  /**
   * The state of its key in a job: all weights and what accompanies them, four bytes each, and the
   * memory.
   */
  @Override
  public LearnerState state() {
    long bytes = 0;
    for (float[][] table : learner.snapshot("").weights()) {
      for (float[] row : table) {
        bytes += (long) Float.BYTES * row.length;
      }
    }
    Experience experience = learner.experience();
    boolean detects = learner.network().spec().decision().drift() != null;
    return new LearnerState(
        OptionalLong.of(bytes + experience.bytes()),
        experience.volleys() == 0 ? OptionalLong.empty() : OptionalLong.of(experience.bytes()),
        detects ? Optional.of(List.copyOf(alarms)) : Optional.empty());
  }
}
