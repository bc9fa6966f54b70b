package io.firstspike.engine.learning;

import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The {@link Progress} of a learner in a form that can be changed, with counts for each example.
 */
@API(status = Status.INTERNAL)
public final class ProgressTracker {

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

  /** Creates a tracker that continues from {@code progress}. */
  public ProgressTracker(NetworkSpec spec, Progress progress) {
    this.spec = spec;
    begin(progress);
  }

  /** Replaces all counts by those of {@code progress}. */
  public void begin(Progress progress) {
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

  /** The present progress. */
  public Progress progress() {
    return new Progress(
        stage.seed(),
        stage.stage(),
        frames,
        stage.frozenAfter(),
        new Verdicts(correct, wrong, silent),
        adaptation.of(batchCorrect, batchWrong, batchLabels),
        new Activity(measured, fired));
  }

  public long seed() {
    return stage.seed();
  }

  public int stage() {
    return stage.stage();
  }

  public boolean deciding() {
    return stage.deciding(spec);
  }

  /**
   * The number of frames that the feature layer of this stage has learned from, including the
   * present one.
   */
  public long frames() {
    return frames;
  }

  /** Counts a frame, before the layer learns from it. */
  public void countFrame() {
    frames++;
  }

  /**
   * Begins the next stage, if the feature layer of this stage has learned from all its frames or
   * has converged.
   *
   * @param converged whether the layer has converged
   * @return whether the next stage has begun
   */
  public boolean advance(boolean converged) {
    if (!converged && frames < spec.features().get(stage()).stdp().frames()) {
      return false;
    }
    begin(progress().next(spec));
    return true;
  }

  /** The number of labels that the decision layer has learned from. */
  public long labels() {
    return correct + wrong + silent;
  }

  /** The number of these labels on whose frames the network had decided. */
  public long decided() {
    return correct + wrong;
  }

  /**
   * Counts a label, after the layer has learned from it.
   *
   * @param decided index of the label that the network decided for; -1 if it was silent
   * @param label index of the right label
   */
  public void countLabel(int decided, int label) {
    if (decided == label) {
      correct++;
    } else if (decided >= 0) {
      wrong++;
    } else {
      silent++;
    }
  }

  /** The scales of rewards and punishments. */
  public Adaptation adaptation() {
    return adaptation;
  }

  /**
   * Counts a decision for the scales of rewards and punishments, which change after each whole
   * batch.
   */
  public void adapt(RewardSpec rule, int decided, int label) {
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

  /** Whether {@link #measure} still counts: less than {@code measureOver} labels are covered. */
  public boolean measures(int measureOver) {
    return measured < measureOver;
  }

  /**
   * Adds to the measurement of how many inputs fire, until it has covered {@code measureOver}
   * labels.
   *
   * @param inputs number of inputs that fired
   */
  public void measure(int inputs, int measureOver) {
    if (measures(measureOver)) {
      measured++;
      fired += inputs;
    }
  }

  /** The mean number of inputs that fire, at least 1. */
  public double meanFired() {
    return Activity.mean(measured, fired);
  }
}
