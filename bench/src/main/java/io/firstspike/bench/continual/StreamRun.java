package io.firstspike.bench.continual;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.protocol.Presentation;
import io.firstspike.connectors.protocol.Presentations;
import java.util.Arrays;
import java.util.List;

/**
 * One run of a learner through a stream: the plain loop. After each frame that has a label, the
 * label is learned at once. Only deciding and learning are timed, from the image on.
 */
final class StreamRun {

  private final OnlineLearner learner;
  private final Presentations stream;
  private final TestTasks tests;
  private final List<String> classes;
  private final PrequentialCurve curve;
  private final TaskAccuracies accuracies = new TaskAccuracies();
  private long nanos;
  private double test;

  private StreamRun(
      OnlineLearner learner, Presentations stream, TestTasks tests, List<String> classes) {
    this.learner = learner;
    this.stream = stream;
    this.tests = tests;
    this.classes = classes;
    this.curve = new PrequentialCurve(PrequentialCurve.windowFor(stream.labels()));
  }

  /** Runs {@code learner} through the stream, and tests it after each segment. */
  static StreamResult run(
      OnlineLearner learner, Presentations stream, TestTasks tests, List<String> classes) {
    return new StreamRun(learner, stream, tests, classes).run();
  }

  private StreamResult run() {
    long position = 0;
    int segment = 0;
    for (long end : stream.segmentEnds()) {
      if (segment > 0) {
        curve.begin();
      }
      for (; position < end; position++) {
        show(stream.at(position));
      }
      test(segment++);
    }
    return new StreamResult(
        curve, stream.drifts() > 0, accuracies, test, stream.size(), nanos / 1e9, learner.state());
  }

  private void show(Presentation shown) {
    int label = classes.indexOf(shown.label());
    long began = System.nanoTime();
    int decided = learner.decide(shown.image());
    if (shown.labelled()) {
      learner.learn(label);
    }
    nanos += System.nanoTime() - began;
    if (shown.labelled()) {
      curve.add(decided == label);
    }
  }

  /** Tests all tasks that have come by the end of a segment. */
  private void test(int segment) {
    int task = tests.segments().get(segment);
    if (task < 0) {
      return;
    }
    List<Integer> come = tests.segments().subList(0, segment + 1);
    int count = tests.tasks().size();
    double[] shares = new double[count];
    Arrays.fill(shares, Double.NaN);
    long right = 0;
    long all = 0;
    for (int other = 0; other < count; other++) {
      if (come.contains(other)) {
        int[] indices = tests.tasks().get(other).indices();
        int correct = correct(tests.tasks().get(other));
        shares[other] = (double) correct / indices.length;
        right += tests.last().contains(other) ? correct : 0;
        all += tests.last().contains(other) ? indices.length : 0;
      }
    }
    accuracies.add(task, shares);
    test = (double) right / all;
  }

  private int correct(TestTasks.Task task) {
    Dataset images = task.images();
    return (int)
        Arrays.stream(task.indices())
            .filter(i -> learner.decide(images.image(i)) == classes.indexOf(images.label(i)))
            .count();
  }
}
