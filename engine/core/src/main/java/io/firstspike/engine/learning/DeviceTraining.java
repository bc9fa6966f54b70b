package io.firstspike.engine.learning;

import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Training of a network by a backend that learns by itself: images go to it in batches, and in the
 * end its weights come back to the learner's network. For one call of {@link Trainer}; it closes
 * the lesson.
 */
final class DeviceTraining {

  /** The number of images in a batch, after each of which the listener is told. */
  private static final int BATCH = 2000;

  private final Workers workers;
  private final Lesson lesson;

  DeviceTraining(Workers workers, Lesson lesson) {
    this.workers = workers;
    this.lesson = lesson;
  }

  /** Trains all feature layers that are not frozen yet; see {@link Trainer#learnFeatures}. */
  void learnFeatures(Learner learner, LabelledImages images, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    try (lesson) {
      while (!lesson.progress().deciding(spec)) {
        int stage = lesson.progress().stage();
        String name = spec.layerName(stage);
        long planned = spec.features().get(stage).stdp().frames();
        long begun = lesson.progress().frames();
        walk(
            images,
            begun,
            planned,
            batch -> {
              int learned = lesson.learnFeatures(batch);
              if (lesson.progress().stage() == stage) {
                listener.learned(name, lesson.progress().frames(), planned, lesson.progress());
              }
              return learned;
            });
        listener.learned(name, planned, planned, lesson.progress());
      }
      handBack(learner);
    }
  }

  /**
   * Trains the decision layer; see {@link Trainer#learnDecisions}.
   *
   * @param images those of one pass, or of all passes
   * @param labels those of one pass, as indices into the spec's labels
   */
  ConfusionMatrix learnDecisions(
      Learner learner, LabelledImages images, int[] labels, int passes, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    ConfusionMatrix prequential = ConfusionMatrix.empty(spec.decision().labels());
    long planned = (long) passes * labels.length;
    try (lesson) {
      for (int pass = 1; pass <= passes; pass++) {
        long first = (pass - 1L) * labels.length;
        ConfusionMatrix once = ConfusionMatrix.empty(spec.decision().labels());
        int[] done = new int[1];
        walk(
            images,
            first,
            first + labels.length,
            batch -> {
              int[] right = new int[batch.size()];
              System.arraycopy(labels, done[0], right, 0, right.length);
              int[] decided = lesson.learnDecisions(batch, right);
              for (int i = 0; i < right.length; i++) {
                once.count(right[i], decided[i]);
              }
              done[0] += right.length;
              listener.learned(spec.decision().name(), first + done[0], planned, lesson.progress());
              return right.length;
            });
        prequential.add(once);
        listener.passed(pass, once);
      }
      handBack(learner);
    }
    return prequential;
  }

  private void handBack(Learner learner) {
    lesson.handBack();
    learner.resume(lesson.progress());
  }

  /**
   * Passes images to {@code student} in batches, beginning with number {@code from} and repeating
   * them as often as needed.
   *
   * @param student returns how many of a batch it has taken; if not all, it wants no more
   */
  private void walk(LabelledImages images, long from, long to, ToIntFunction<List<Image>> student) {
    List<Image> batch = new ArrayList<>(BATCH);
    workers.forEach(
        () -> images,
        from,
        to,
        (all, number) -> all.image((int) (number % all.size())),
        (number, image) -> {
          batch.add(image);
          if (batch.size() < BATCH && number < to - 1) {
            return true;
          }
          boolean wanted = student.applyAsInt(batch) == batch.size();
          batch.clear();
          return wanted;
        });
  }
}
