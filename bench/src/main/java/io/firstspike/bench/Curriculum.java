package io.firstspike.bench;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.NetworkSpec;
import java.util.List;

/** A way of learning, and the figures it is judged by. */
enum Curriculum {
  /** Features first, without labels; then every label once. */
  ONE_PASS {
    @Override
    List<Figure> run(Lesson lesson) {
      try (Trainer trainer = new Trainer(lesson.threads())) {
        Learner learner = lesson.features(NetworkSpec.load("firstspike-2026"), trainer);
        double prequential =
            trainer.learnDecisions(learner, lesson.train(), 1, TrainingListener.NONE).accuracy();
        return List.of(
            Figure.share("onePassTest", "one pass: test", lesson.test(learner, trainer)),
            Figure.share("onePassPrequential", "one pass: prequential", prequential));
      }
    }
  },

  /**
   * Everything in one pass: the first images shape the features, the labels of the others count.
   */
  JOINT {
    @Override
    List<Figure> run(Lesson lesson) {
      NetworkSpec spec = NetworkSpec.load("firstspike-2026");
      int images = lesson.train().size();
      int shaping = Math.toIntExact(Math.min(images, spec.features().get(0).stdp().frames()));
      int last = Math.max(shaping, images - JOINT_LAST);
      try (Trainer trainer = new Trainer(lesson.threads())) {
        Learner learner = lesson.features(spec, trainer);
        learn(trainer, learner, lesson.train().slice(shaping, last));
        double prequential = learn(trainer, learner, lesson.train().slice(last, images));
        return List.of(
            Figure.share("jointTest", "joint, one pass: test", lesson.test(learner, trainer)),
            Figure.share(
                "jointPrequentialLast10k",
                "joint, one pass: prequential, last 10,000",
                prequential));
      }
    }

    private double learn(Trainer trainer, Learner learner, Dataset images) {
      return trainer.learnDecisions(learner, images, 1, TrainingListener.NONE).accuracy();
    }
  },

  /** Three passes, each image shifted anew in each. */
  THREE_PASSES {
    @Override
    List<Figure> run(Lesson lesson) {
      double test = passes(lesson, "firstspike-2026-shifted", 3);
      return List.of(Figure.share("threePassTest", "three passes: test", test));
    }
  },

  /** As many passes as help. */
  BEST {
    @Override
    List<Figure> run(Lesson lesson) {
      double test = passes(lesson, "firstspike-2026-shifted", BEST_PASSES);
      return List.of(Figure.share("bestTest", BEST_PASSES + " passes: test", test));
    }
  },

  /** A small network, in a process of its own with one core. */
  QUICK {
    @Override
    List<Figure> run(Lesson lesson) {
      return QuickStart.run(lesson);
    }
  },

  /** Reward and punishment alone, one pass. */
  REWARD_ONE_PASS {
    @Override
    List<Figure> run(Lesson lesson) {
      double test = passes(lesson, "firstspike-2026-reward", 1);
      return List.of(Figure.share("rewardOnlyOnePassTest", "reward alone, one pass: test", test));
    }
  },

  /** Reward and punishment alone, several passes. */
  REWARD_MANY_PASSES {
    @Override
    List<Figure> run(Lesson lesson) {
      double test = passes(lesson, "firstspike-2026-reward", REWARD_PASSES);
      return List.of(
          Figure.share(
              "rewardOnlyManyPassesTest",
              "reward alone, " + REWARD_PASSES + " passes: test",
              test));
    }
  };

  private static final int JOINT_LAST = 10_000;
  private static final int BEST_PASSES = 12;
  private static final int REWARD_PASSES = 6;

  /** Learns with one seed and tests. */
  abstract List<Figure> run(Lesson lesson);

  /** Several passes, over which steps get shorter. */
  private static double passes(Lesson lesson, String network, int passes) {
    NetworkSpec spec = NetworkSpec.load(network).withHorizon((long) passes * lesson.train().size());
    try (Trainer trainer = new Trainer(lesson.threads())) {
      Learner learner = lesson.features(spec, trainer);
      trainer.learnDecisions(learner, lesson.train(), passes, TrainingListener.NONE);
      return lesson.test(learner, trainer);
    }
  }
}
