package io.firstspike.pipeline.learner;

import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a session that leaves memory leaves behind for the one that takes its place, beside what it
 * has learned. Of no use after a failure: then what had been told since the checkpoint is not
 * known.
 *
 * @param attempt drawn at random when the operator started
 * @param reportDue see {@link Alarm#due}
 * @param publishDue see {@link Alarm#due}
 * @param window the metrics window, as {@link MetricsWindow#numbers} gives it
 * @param unpublished rows that nobody has been told of
 */
record Rest(
    long attempt, long reportDue, long publishDue, long[] window, SortedSet<Integer> unpublished) {

  private static final int WINDOW = 3;

  /** What {@code numbers}, which may be null, tell; empty if they are of an earlier attempt. */
  static Optional<Rest> of(long[] numbers, long attempt) {
    if (numbers == null || numbers[0] != attempt) {
      return Optional.empty();
    }
    int rows = WINDOW + MetricsWindow.NUMBERS;
    SortedSet<Integer> unpublished = new TreeSet<>();
    for (int i = rows; i < numbers.length; i++) {
      unpublished.add((int) numbers[i]);
    }
    return Optional.of(
        new Rest(
            attempt,
            numbers[1],
            numbers[2],
            Arrays.copyOfRange(numbers, WINDOW, rows),
            unpublished));
  }

  /** All of it, as state keeps it. */
  long[] numbers() {
    int rows = WINDOW + MetricsWindow.NUMBERS;
    long[] numbers = new long[rows + unpublished.size()];
    numbers[0] = attempt;
    numbers[1] = reportDue;
    numbers[2] = publishDue;
    System.arraycopy(window, 0, numbers, WINDOW, MetricsWindow.NUMBERS);
    int next = rows;
    for (int row : unpublished) {
      numbers[next++] = row;
    }
    return numbers;
  }
}
