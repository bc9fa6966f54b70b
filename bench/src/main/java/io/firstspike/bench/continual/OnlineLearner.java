package io.firstspike.bench.continual;

import io.firstspike.engine.stimulus.Image;

/** Decides on images one at a time and learns from the labels of some of them. */
interface OnlineLearner {

  /** Decides on an image; the result is an index into the data set's classes, -1 for none. */
  int decide(Image image);

  /** Learns the label of the image that was decided on last. */
  void learn(int label);

  /** The present state of the learner. */
  LearnerState state();
}
