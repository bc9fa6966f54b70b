package io.firstspike.engine.learning;

import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;

/**
 * Training of a network by a backend that learns by itself: stimuli go to it in batches, and its
 * weights come back to the learner's network after each feature layer and each pass of labels. If
 * the backend fails, the network and the learner's progress are as they were when the weights last
 * came back. For one call of {@link Trainer}; it closes the lesson.
 */
final class DeviceTraining {

  /** The number of stimuli in a batch, after each of which the listener is told. */
  private static final int BATCH = 2000;

  private final Workers workers;
  private final Lesson lesson;

  DeviceTraining(Workers workers, Lesson lesson) {
    this.workers = workers;
    this.lesson = lesson;
  }

  /** Trains all feature layers that are not frozen yet; see {@link Trainer#learnFeatures}. */
  void learnFeatures(Learner learner, LabelledStimuli stimuli, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    try (lesson) {
      while (!lesson.progress().deciding(spec)) {
        int stage = lesson.progress().stage();
        String name = spec.layerName(stage);
        long planned = spec.features().get(stage).stdp().frames();
        long begun = lesson.progress().frames();
        walk(
            stimuli,
            begun,
            planned,
            batch -> {
              int learned = lesson.learnFeatures(batch);
              if (lesson.progress().stage() == stage) {
                listener.learned(name, lesson.progress().frames(), planned, lesson.progress());
              }
              return learned;
            });
        handBack(learner);
        listener.learned(name, planned, planned, lesson.progress());
      }
    }
  }

  /**
   * Trains the decision layer in the passes that are left; see {@link Trainer#learnDecisions}.
   *
   * @param stimuli those of one pass, or of all that are left
   * @param labels those of one pass, as indices into the spec's labels
   */
  void learnDecisions(
      Learner learner,
      LabelledStimuli stimuli,
      int[] labels,
      DecisionPasses passes,
      TrainingListener listener) {
    String name = learner.network().spec().decision().name();
    long planned = passes.all() * labels.length;
    try (lesson) {
      for (long first = 0; passes.left() > 0; first += labels.length) {
        long before = passes.done() * labels.length;
        ConfusionMatrix once = passes.begin();
        int[] done = new int[1];
        walk(
            stimuli,
            first,
            first + labels.length,
            batch -> {
              int[] right = Arrays.copyOfRange(labels, done[0], done[0] + batch.size());
              int[] decided = lesson.learnDecisions(batch, right);
              for (int i = 0; i < right.length; i++) {
                once.count(right[i], decided[i]);
              }
              done[0] += right.length;
              listener.learned(name, before + done[0], planned, lesson.progress());
              return right.length;
            });
        handBack(learner);
        passes.complete(once, listener);
      }
    }
  }

  private void handBack(Learner learner) {
    lesson.handBack();
    learner.resume(lesson.progress());
  }

  /**
   * Passes stimuli to {@code student} in batches, while the next one is made ready, beginning with
   * number {@code from} and repeating them as often as needed.
   *
   * @param student returns how many of a batch it has taken; if not all, it wants no more
   */
  private void walk(
      LabelledStimuli stimuli, long from, long to, ToIntFunction<List<Stimulus>> student) {
    List<Stimulus> batch = new ArrayList<>(BATCH);
    try (WorkingCopies<LabelledStimuli> shared = new WorkingCopies<>(() -> stimuli)) {
      workers.forEach(
          shared,
          from,
          to,
          workers.shareOf(BATCH),
          (all, first, end) ->
              LongStream.range(first, end)
                  .mapToObj(number -> all.stimulus((int) (number % all.size())))
                  .toList(),
          (number, stimulus) -> {
            batch.add(stimulus);
            if (batch.size() < BATCH && number < to - 1) {
              return true;
            }
            boolean wanted = student.applyAsInt(batch) == batch.size();
            batch.clear();
            return wanted;
          });
    }
  }
}
