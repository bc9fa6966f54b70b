package io.firstspike.bench.continual;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Test accuracy on each task after each segment of a stream: {@code a(l, j)} on task j after
 * segment l, from the end of the task's own first segment on.
 */
final class TaskAccuracies {

  private final List<double[]> rows = new ArrayList<>();
  private int lastTask;

  /**
   * Adds a row.
   *
   * @param task the task of the segment that has ended
   * @param accuracies the accuracy on each task, 0 to 1; NaN for one that has not come yet
   */
  void add(int task, double[] accuracies) {
    rows.add(accuracies.clone());
    lastTask = task;
  }

  /**
   * Average forgetting (Chaudhry et al., Riemannian walk for incremental learning, ECCV 2018): for
   * each task but that of the last segment, its best accuracy before minus that at the end; the
   * mean of these. Negative if tasks have become better. Empty if there is only one task.
   */
  OptionalDouble forgetting() {
    double[] end = rows.get(rows.size() - 1);
    return IntStream.range(0, end.length)
        .filter(task -> task != lastTask && !Double.isNaN(end[task]))
        .mapToDouble(task -> bestBefore(task) - end[task])
        .average();
  }

  /** The mean accuracy over all tasks at the end; empty if there is only one. */
  OptionalDouble mean() {
    double[] end = rows.get(rows.size() - 1);
    return end.length < 2 ? OptionalDouble.empty() : DoubleStream.of(end).average();
  }

  private double bestBefore(int task) {
    return rows.subList(0, rows.size() - 1).stream()
        .mapToDouble(row -> row[task])
        .filter(accuracy -> !Double.isNaN(accuracy))
        .max()
        .orElseThrow();
  }
}
