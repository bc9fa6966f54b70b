package io.firstspike.bench.continual;

import java.util.Optional;

/** The learners that the benchmark can compare: one row of its tables each. */
enum LearnerRow {
  /** The network itself. */
  NETWORK(null, false, ""),
  NAIVE_BAYES_PIXELS(MoaAlgorithm.NAIVE_BAYES, false, "naiveBayesPixels"),
  NAIVE_BAYES_SPIKES(MoaAlgorithm.NAIVE_BAYES, true, "naiveBayesSpikes"),
  TREE_PIXELS(MoaAlgorithm.HOEFFDING_ADAPTIVE_TREE, false, "treePixels"),
  TREE_SPIKES(MoaAlgorithm.HOEFFDING_ADAPTIVE_TREE, true, "treeSpikes"),
  FOREST_PIXELS(MoaAlgorithm.ADAPTIVE_RANDOM_FOREST, false, "forestPixels"),
  FOREST_SPIKES(MoaAlgorithm.ADAPTIVE_RANDOM_FOREST, true, "forestSpikes"),
  KNN_PIXELS(MoaAlgorithm.KNN, false, "knnPixels"),
  KNN_SPIKES(MoaAlgorithm.KNN, true, "knnSpikes"),
  SGD_PIXELS(MoaAlgorithm.SGD, false, "sgdPixels"),
  SGD_SPIKES(MoaAlgorithm.SGD, true, "sgdSpikes");

  private final MoaAlgorithm algorithm;
  private final boolean spikes;
  private final String key;

  LearnerRow(MoaAlgorithm algorithm, boolean spikes, String key) {
    this.algorithm = algorithm;
    this.spikes = spikes;
    this.key = key;
  }

  /** The algorithm of MOA; empty for the network itself. */
  Optional<MoaAlgorithm> algorithm() {
    return Optional.ofNullable(algorithm);
  }

  /** Whether it learns from the network's spikes, rather than from pixels. */
  boolean spikes() {
    return spikes;
  }

  /** Whether it takes milliseconds for each frame. */
  boolean slow() {
    return algorithm != null && algorithm.slow();
  }

  /** Its name for people. */
  String title(String network) {
    return algorithm == null ? network : algorithm.title() + (spikes ? ", spikes" : ", pixels");
  }

  /** The key of one of its figures in a report; those of the network have no name between. */
  String key(ProtocolRow protocol, String figure) {
    return protocol.key() + (algorithm == null ? "" : "." + key) + "." + figure;
  }
}
