package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import java.util.function.Function;

/**
 * The ways of training that are compared: each trains a network with one seed and gives the metrics
 * it is judged by.
 */
enum TrainingRegime {
  /** Features first, without labels; then every label once. */
  ONE_PASS(TrainingRegime::onePass),

  /**
   * Everything in one pass: the first images shape the features, the labels of the others count.
   */
  JOINT(TrainingRegime::joint),

  /** Three passes, each image varied anew in each. */
  THREE_PASSES(
      run -> passes(run, "firstspike-2026-shifted", 3, "threePassTest", "three passes: test")),

  /** As many passes as help. */
  BEST(run -> passes(run, "firstspike-2026-deep", 12, "bestTest", "twelve passes: test")),

  /** A small network, in a process of its own with one core. */
  QUICK(SingleCoreTraining::run),

  /** Reward and punishment alone, one pass. */
  REWARD_ONE_PASS(
      run ->
          passes(
              run,
              "firstspike-2026-reward",
              1,
              "rewardOnlyOnePassTest",
              "reward alone, one pass: test")),

  /** Reward and punishment alone, several passes. */
  REWARD_MANY_PASSES(
      run ->
          passes(
              run,
              "firstspike-2026-reward",
              6,
              "rewardOnlyManyPassesTest",
              "reward alone, six passes: test"));

  private static final int JOINT_LAST = 10_000;

  private final Function<TrainingRun, List<Metric>> metrics;

  TrainingRegime(Function<TrainingRun, List<Metric>> metrics) {
    this.metrics = metrics;
  }

  /** Learns with one seed and tests. */
  List<Metric> run(TrainingRun run) {
    return metrics.apply(run);
  }

  private static List<Metric> onePass(TrainingRun run) {
    try (Trainer trainer = new Trainer(run.threads())) {
      Learner learner = run.features(NetworkSpec.load("firstspike-2026"), trainer);
      double prequential = run.learn(learner, trainer, run.train(), 1);
      return List.of(
          Metric.share("onePassTest", "one pass: test", run.test(learner, trainer)),
          Metric.share("onePassPrequential", "one pass: prequential", prequential));
    }
  }

  private static List<Metric> joint(TrainingRun run) {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026");
    Dataset train = run.train();
    int shaping = Math.toIntExact(Math.min(train.size(), spec.features().get(0).stdp().frames()));
    int last = Math.max(shaping, train.size() - JOINT_LAST);
    try (Trainer trainer = new Trainer(run.threads())) {
      Learner learner = run.features(spec, trainer);
      run.learn(learner, trainer, train.slice(shaping, last), 1);
      double prequential = run.learn(learner, trainer, train.slice(last, train.size()), 1);
      return List.of(
          Metric.share("jointTest", "joint, one pass: test", run.test(learner, trainer)),
          Metric.share(
              "jointPrequentialLast10k", "joint, one pass: prequential, last 10,000", prequential));
    }
  }

  /** Several passes, over which steps get shorter. */
  private static List<Metric> passes(
      TrainingRun run, String network, int passes, String key, String title) {
    NetworkSpec spec = NetworkSpec.load(network).withHorizon((long) passes * run.train().size());
    try (Trainer trainer = new Trainer(run.threads())) {
      Learner learner = run.features(spec, trainer);
      run.learn(learner, trainer, run.train(), passes);
      return List.of(Metric.share(key, title, run.test(learner, trainer)));
    }
  }
}
