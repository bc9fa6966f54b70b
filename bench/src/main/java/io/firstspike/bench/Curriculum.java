package io.firstspike.bench;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import java.util.function.Function;

/** A way of learning, and the figures it is judged by. */
enum Curriculum {
  /** Features first, without labels; then every label once. */
  ONE_PASS(Curriculum::onePass),

  /**
   * Everything in one pass: the first images shape the features, the labels of the others count.
   */
  JOINT(Curriculum::joint),

  /** Three passes, each image varied anew in each. */
  THREE_PASSES(
      lesson ->
          passes(lesson, "firstspike-2026-shifted", 3, "threePassTest", "three passes: test")),

  /** As many passes as help. */
  BEST(lesson -> passes(lesson, "firstspike-2026-deep", 12, "bestTest", "twelve passes: test")),

  /** A small network, in a process of its own with one core. */
  QUICK(QuickStart::run),

  /** Reward and punishment alone, one pass. */
  REWARD_ONE_PASS(
      lesson ->
          passes(
              lesson,
              "firstspike-2026-reward",
              1,
              "rewardOnlyOnePassTest",
              "reward alone, one pass: test")),

  /** Reward and punishment alone, several passes. */
  REWARD_MANY_PASSES(
      lesson ->
          passes(
              lesson,
              "firstspike-2026-reward",
              6,
              "rewardOnlyManyPassesTest",
              "reward alone, six passes: test"));

  private static final int JOINT_LAST = 10_000;

  private final Function<Lesson, List<Figure>> figures;

  Curriculum(Function<Lesson, List<Figure>> figures) {
    this.figures = figures;
  }

  /** Learns with one seed and tests. */
  List<Figure> run(Lesson lesson) {
    return figures.apply(lesson);
  }

  private static List<Figure> onePass(Lesson lesson) {
    try (Trainer trainer = new Trainer(lesson.threads())) {
      Learner learner = lesson.features(NetworkSpec.load("firstspike-2026"), trainer);
      double prequential = lesson.learn(learner, trainer, lesson.train(), 1);
      return List.of(
          Figure.share("onePassTest", "one pass: test", lesson.test(learner, trainer)),
          Figure.share("onePassPrequential", "one pass: prequential", prequential));
    }
  }

  private static List<Figure> joint(Lesson lesson) {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026");
    Dataset train = lesson.train();
    int shaping = Math.toIntExact(Math.min(train.size(), spec.features().get(0).stdp().frames()));
    int last = Math.max(shaping, train.size() - JOINT_LAST);
    try (Trainer trainer = new Trainer(lesson.threads())) {
      Learner learner = lesson.features(spec, trainer);
      lesson.learn(learner, trainer, train.slice(shaping, last), 1);
      double prequential = lesson.learn(learner, trainer, train.slice(last, train.size()), 1);
      return List.of(
          Figure.share("jointTest", "joint, one pass: test", lesson.test(learner, trainer)),
          Figure.share(
              "jointPrequentialLast10k", "joint, one pass: prequential, last 10,000", prequential));
    }
  }

  /** Several passes, over which steps get shorter. */
  private static List<Figure> passes(
      Lesson lesson, String network, int passes, String key, String title) {
    NetworkSpec spec = NetworkSpec.load(network).withHorizon((long) passes * lesson.train().size());
    try (Trainer trainer = new Trainer(lesson.threads())) {
      Learner learner = lesson.features(spec, trainer);
      lesson.learn(learner, trainer, lesson.train(), passes);
      return List.of(Figure.share(key, title, lesson.test(learner, trainer)));
    }
  }
}
