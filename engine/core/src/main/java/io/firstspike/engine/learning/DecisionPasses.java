package io.firstspike.engine.learning;

import java.util.List;

/** Passes over a data set that a decision layer learns from: those done, and their decisions. */
final class DecisionPasses {

  private final int all;
  private final ConfusionMatrix prequential;
  private int done;

  /** None of {@code all} passes is done yet. */
  DecisionPasses(int all, List<String> labels) {
    this.all = all;
    this.prequential = ConfusionMatrix.empty(labels);
  }

  /** The number of passes. */
  long all() {
    return all;
  }

  /** The number of passes that are done. */
  long done() {
    return done;
  }

  /** The number of passes that are not done yet. */
  int left() {
    return all - done;
  }

  /** Zeros, to count the decisions of the next pass in. */
  ConfusionMatrix begin() {
    return ConfusionMatrix.empty(prequential.labels());
  }

  /** Counts a pass with its decisions as done, and tells the listener. */
  void complete(ConfusionMatrix once, TrainingListener listener) {
    done++;
    prequential.add(once);
    listener.passed(done, once);
  }

  /** The decisions of all passes that are done. */
  ConfusionMatrix prequential() {
    return prequential;
  }
}
