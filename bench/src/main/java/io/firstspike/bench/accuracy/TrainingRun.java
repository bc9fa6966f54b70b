package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.AccuracyCurve;

/**
 * The data, seed and threads of one training run.
 *
 * @param train images to learn from
 * @param test images to test with, once
 * @param location what both were read from
 * @param seed draws whatever is random
 * @param threads for frozen layers
 * @param curve takes the accuracy over labels
 */
record TrainingRun(
    Dataset train, Dataset test, String location, long seed, int threads, AccuracyCurve curve) {

  /** A learner whose feature layers have learned from the training images. */
  Learner features(NetworkSpec spec, Trainer trainer) {
    Learner learner = Learner.fresh(spec, seed);
    trainer.learnFeatures(learner, train, TrainingListener.NONE);
    return learner;
  }

  /** What {@code learner} had right before it learned each label of {@code images}, as a share. */
  double learn(Learner learner, Trainer trainer, Dataset images, int passes) {
    ConfusionMatrix decided =
        trainer.learnDecisions(
            learner,
            images,
            passes,
            (layer, done, planned, progress) -> curve.reach(progress.verdicts()));
    curve.reach(learner.progress().verdicts());
    return decided.accuracy();
  }

  /** The share of test images that {@code learner} has right. */
  double test(Learner learner, Trainer trainer) {
    return trainer.evaluate(learner.serving(), test).accuracy();
  }
}
