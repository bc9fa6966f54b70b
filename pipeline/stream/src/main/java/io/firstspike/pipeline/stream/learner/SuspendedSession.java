package io.firstspike.pipeline.stream.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What a session that leaves memory leaves behind for the one that takes its place, beside what it
 * has learned. Of no use after a failure: then what had been told since the checkpoint is not
 * known.
 *
 * @param attempt drawn at random when the operator started
 * @param reportDue see {@link Deadline#due}
 * @param publishDue see {@link Deadline#due}
 * @param window the metrics window, as {@link MetricsWindow#numbers} gives it
 * @param unpublished rows that nobody has been told of
 */
record SuspendedSession(
    long attempt, long reportDue, long publishDue, long[] window, Rows unpublished) {

  private static final int WINDOW = 3;
  private static final int ROWS = WINDOW + MetricsWindow.NUMBERS;

  /** What {@code numbers}, which may be null, tell; empty if they are of an earlier attempt. */
  static Optional<SuspendedSession> of(long[] numbers, long attempt) {
    if (numbers == null || numbers[0] != attempt) {
      return Optional.empty();
    }
    List<long[]> rows = new ArrayList<>();
    for (int i = ROWS; i < numbers.length; i += 1 + (int) numbers[i]) {
      rows.add(Arrays.copyOfRange(numbers, i + 1, i + 1 + (int) numbers[i]));
    }
    return Optional.of(
        new SuspendedSession(
            attempt,
            numbers[1],
            numbers[2],
            Arrays.copyOfRange(numbers, WINDOW, ROWS),
            Rows.of(rows)));
  }

  /** All of it, as state keeps it. */
  long[] numbers() {
    LongStream rows =
        unpublished.numbers().stream()
            .flatMapToLong(
                table -> LongStream.concat(LongStream.of(table.length), Arrays.stream(table)));
    LongStream head = LongStream.of(attempt, reportDue, publishDue);
    return LongStream.concat(LongStream.concat(head, Arrays.stream(window)), rows).toArray();
  }
}
