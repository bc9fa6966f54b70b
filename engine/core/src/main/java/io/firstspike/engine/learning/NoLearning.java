package io.firstspike.engine.learning;

import io.firstspike.engine.spike.Spikes;

/** A decision layer whose weights stay as they are. */
final class NoLearning implements DecisionLearning {

  @Override
  public boolean readsPotentials() {
    return false;
  }

  @Override
  public void learn(Spikes evidence, int winner, int step, int label, ProgressTracker course) {
    // Labels are counted by the learner.
  }
}
