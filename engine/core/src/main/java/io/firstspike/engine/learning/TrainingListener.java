package io.firstspike.engine.learning;

import io.firstspike.engine.network.Progress;

/** Told from time to time how training goes. */
@FunctionalInterface
public interface TrainingListener {

  /** Tells nobody. */
  TrainingListener NONE = (layer, done, planned, progress) -> {};

  /**
   * Some more examples have been learned from.
   *
   * @param layer name of the layer that learned from them
   * @param done examples this layer has learned from
   * @param planned examples it is to learn from
   * @param progress how far the network has come
   */
  void learned(String layer, long done, long planned, Progress progress);

  /**
   * The decision layer has gone through all images once more. Learning waits meanwhile, so the
   * network may be tested as it is.
   *
   * @param pass the pass that is over, counted from 1
   * @param prequential what was decided in this pass, each time before the label was known
   */
  default void passed(int pass, ConfusionMatrix prequential) {}
}
