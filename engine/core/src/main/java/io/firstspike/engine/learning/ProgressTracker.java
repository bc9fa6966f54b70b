package io.firstspike.engine.learning;

import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;

/** A learner's {@link Progress} while it learns: counts that change with each example. */
final class ProgressTracker {

  private final NetworkSpec spec;
  private Progress stage;
  private long frames;
  private long correct;
  private long wrong;
  private long silent;
  private Adaptation adaptation;
  private int batchCorrect;
  private int batchWrong;
  private int batchLabels;
  private int measured;
  private long fired;

  /** A course that goes on from {@code progress}. */
  ProgressTracker(NetworkSpec spec, Progress progress) {
    this.spec = spec;
    begin(progress);
  }

  /** Goes on from {@code progress} instead. */
  void begin(Progress progress) {
    stage = progress;
    frames = progress.frames();
    correct = progress.verdicts().correct();
    wrong = progress.verdicts().wrong();
    silent = progress.verdicts().silent();
    adaptation = progress.adaptation();
    batchCorrect = adaptation.correct();
    batchWrong = adaptation.wrong();
    batchLabels = adaptation.labels();
    measured = progress.activity().labels();
    fired = progress.activity().fired();
  }

  /** How far it has come. */
  Progress progress() {
    return new Progress(
        stage.seed(),
        stage.stage(),
        frames,
        stage.frozenAfter(),
        new Verdicts(correct, wrong, silent),
        adaptation.of(batchCorrect, batchWrong, batchLabels),
        new Activity(measured, fired));
  }

  long seed() {
    return stage.seed();
  }

  int stage() {
    return stage.stage();
  }

  boolean deciding() {
    return stage.deciding(spec);
  }

  /** Frames the present feature layer has learned from, this one included. */
  long frames() {
    return frames;
  }

  /** One more frame is about to be learned from. */
  void countFrame() {
    frames++;
  }

  /**
   * Goes on to the next stage, if the present one has learned from all its frames or has converged;
   * returns whether it did.
   *
   * @param converged whether the layer's weights have
   */
  boolean advance(boolean converged) {
    if (!converged && frames < spec.features().get(stage()).stdp().frames()) {
      return false;
    }
    begin(progress().next(spec));
    return true;
  }

  /** Labels the decision layer has learned from. */
  long labels() {
    return correct + wrong + silent;
  }

  /** Labels for which some neuron had decided. */
  long decided() {
    return correct + wrong;
  }

  /**
   * One more label has been learned from.
   *
   * @param decided the label the network decided for, -1 if it was silent
   * @param label the right one
   */
  void countLabel(int decided, int label) {
    if (decided == label) {
      correct++;
    } else if (decided >= 0) {
      wrong++;
    } else {
      silent++;
    }
  }

  /** What rewards and punishments are scaled by. */
  Adaptation adaptation() {
    return adaptation;
  }

  /** Rewards and punishments see one more decision; after a whole batch they adapt. */
  void adapt(RewardSpec rule, int decided, int label) {
    batchLabels++;
    if (decided == label) {
      batchCorrect++;
    } else if (decided >= 0) {
      batchWrong++;
    }
    if (batchLabels >= rule.adaptEvery()) {
      adaptation = Adaptation.after(rule, batchCorrect, batchWrong, batchLabels);
      batchCorrect = 0;
      batchWrong = 0;
      batchLabels = 0;
    }
  }

  /** One more volley has come to a layer that learns from how many inputs fire. */
  void measure(int inputs, int measureOver) {
    if (measured < measureOver) {
      measured++;
      fired += inputs;
    }
  }

  /** The mean number of inputs that fire, at least 1. */
  double meanFired() {
    return Activity.mean(measured, fired);
  }
}
