package io.firstspike.bench.continual;

import java.util.function.Supplier;
import moa.classifiers.AbstractClassifier;
import moa.classifiers.bayes.NaiveBayes;
import moa.classifiers.functions.SGDMultiClass;
import moa.classifiers.lazy.kNN;
import moa.classifiers.meta.AdaptiveRandomForest;
import moa.classifiers.trees.HoeffdingAdaptiveTree;

/** The learners of MOA that are compared, with MOA's own settings unless something else is said. */
enum MoaAlgorithm {
  /** Naive Bayes with a normal distribution for each number and class. */
  NAIVE_BAYES("naive Bayes", false, NaiveBayes::new),

  /** Hoeffding tree that replaces subtrees when drift is detected (ADWIN). */
  HOEFFDING_ADAPTIVE_TREE("Hoeffding adaptive tree", false, HoeffdingAdaptiveTree::new),

  /** Ten Hoeffding trees on random parts of the numbers, replaced when drift is detected. */
  ADAPTIVE_RANDOM_FOREST("adaptive random forest (10 trees)", true, MoaAlgorithm::forest),

  /** The ten nearest of the last 1,000 frames. */
  KNN("kNN (10 of 1,000)", true, kNN::new),

  /** One logistic regression a class against all others, by stochastic gradient descent. */
  SGD("SGD (one against the rest)", false, MoaAlgorithm::descent);

  private static final double LEARNING_RATE = 0.01;
  private static final int LOG_LOSS = 1;

  private final String title;
  private final boolean slow;
  private final Supplier<AbstractClassifier> fresh;

  MoaAlgorithm(String title, boolean slow, Supplier<AbstractClassifier> fresh) {
    this.title = title;
    this.slow = slow;
    this.fresh = fresh;
  }

  /** Its name for people. */
  String title() {
    return title;
  }

  /** Whether it takes milliseconds for each frame. */
  boolean slow() {
    return slow;
  }

  AbstractClassifier fresh() {
    return fresh.get();
  }

  /** Of a hundred trees, MOA's own number, one frame would take a tenth of a second. */
  private static AbstractClassifier forest() {
    AdaptiveRandomForest forest = new AdaptiveRandomForest();
    forest.ensembleSizeOption.setValue(10);
    return forest;
  }

  /** MOA's own hinge loss gives no votes to compare classes by, and its rate learns too little. */
  private static AbstractClassifier descent() {
    SGDMultiClass descent = new SGDMultiClass();
    descent.lossFunctionOption.setChosenIndex(LOG_LOSS);
    descent.learningRateOption.setValue(LEARNING_RATE);
    return descent;
  }
}
