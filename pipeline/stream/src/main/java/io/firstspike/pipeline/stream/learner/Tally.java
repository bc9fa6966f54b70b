package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Metrics.Totals;
import java.util.Map;
import java.util.TreeMap;

/**
 * Running totals of one model key and its confusion matrix. They reach state once a checkpoint
 * ({@link #save}), as what is learned does.
 */
final class Tally {

  /** What is counted. The order is that of the state: new ones go to the end. */
  enum Count {
    FRAMES,
    PREDICTIONS,
    SILENT,
    FRAMES_LEARNED,
    LABELS_LEARNED,
    LABELS_SKIPPED,
    LABELS_WAITING,
    TRACES_WAITING,
    EXPIRED,
    CORRECT,
    WRONG,
    FRAMES_REPEATED,
    LABELS_REPEATED,
    LABELS_CONTRADICTING,
    LABELS_WITHOUT_FRAME,
    LABELS_REFUSED
  }

  private final LearnerState state;
  private final long[] counts;
  private final int capacity;

  /** What cells of the confusion matrix have grown by since {@link #save}. */
  private final Map<Integer, Long> grown = new TreeMap<>();

  private boolean moved;

  private Tally(LearnerState state, long[] counts, int capacity) {
    this.state = state;
    this.counts = counts;
    this.capacity = capacity;
  }

  /**
   * The totals of the current key.
   *
   * @param capacity how many labels there can ever be
   */
  static Tally load(int capacity, LearnerState state) throws Exception {
    long[] counts = new long[Count.values().length];
    long[] kept = state.counts().value();
    if (kept != null) {
      System.arraycopy(kept, 0, counts, 0, Math.min(kept.length, counts.length));
    }
    return new Tally(state, counts, capacity);
  }

  long of(Count count) {
    return counts[count.ordinal()];
  }

  void add(Count count, long number) {
    counts[count.ordinal()] += number;
    moved = true;
  }

  /**
   * Counts one decision whose label is known.
   *
   * @param decided the decided label, -1 if silent
   */
  void judge(int label, int decided) {
    grown.merge(cell(label, decided < 0 ? capacity : decided), 1L, Long::sum);
    add(label == decided ? Count.CORRECT : Count.WRONG, 1);
  }

  /** One number for a cell: the last of a row's columns is for silent decisions. */
  private int cell(int label, int column) {
    return label * (capacity + 1) + column;
  }

  /** Writes what has been counted since the last call to the state of the current key. */
  void save() throws Exception {
    if (!moved) {
      return;
    }
    state.counts().update(counts.clone());
    for (Map.Entry<Integer, Long> cell : grown.entrySet()) {
      Long before = state.confusion().get(cell.getKey());
      state.confusion().put(cell.getKey(), (before == null ? 0 : before) + cell.getValue());
    }
    grown.clear();
    moved = false;
  }

  Totals totals() {
    return new Totals(
        of(Count.FRAMES),
        of(Count.PREDICTIONS),
        of(Count.SILENT),
        of(Count.LABELS_LEARNED),
        of(Count.LABELS_SKIPPED),
        of(Count.LABELS_WAITING),
        of(Count.TRACES_WAITING),
        of(Count.EXPIRED),
        of(Count.CORRECT),
        of(Count.WRONG),
        of(Count.FRAMES_REPEATED),
        of(Count.LABELS_REPEATED),
        of(Count.LABELS_CONTRADICTING),
        of(Count.LABELS_WITHOUT_FRAME),
        of(Count.LABELS_REFUSED));
  }

  /** The confusion matrix of the first {@code labels} labels as it is now. */
  long[][] confusion(int labels) throws Exception {
    long[][] matrix = new long[labels][labels + 1];
    for (Map.Entry<Integer, Long> cell : state.confusion().entries()) {
      add(matrix, cell);
    }
    for (Map.Entry<Integer, Long> cell : grown.entrySet()) {
      add(matrix, cell);
    }
    return matrix;
  }

  private void add(long[][] matrix, Map.Entry<Integer, Long> cell) {
    int label = cell.getKey() / (capacity + 1);
    int decided = cell.getKey() % (capacity + 1);
    matrix[label][decided == capacity ? matrix.length : decided] += cell.getValue();
  }
}
