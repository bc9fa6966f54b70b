package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.Metrics.Totals;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
  private final Map<Integer, Long> confusion;
  private final Set<Integer> unsaved = new TreeSet<>();
  private boolean moved;

  private Tally(LearnerState state, long[] counts, int capacity, Map<Integer, Long> confusion) {
    this.state = state;
    this.counts = counts;
    this.capacity = capacity;
    this.confusion = confusion;
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
    Map<Integer, Long> confusion = new HashMap<>();
    for (Map.Entry<Integer, Long> cell : state.confusion().entries()) {
      confusion.put(cell.getKey(), cell.getValue());
    }
    return new Tally(state, counts, capacity, confusion);
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
    int cell = cell(label, decided < 0 ? capacity : decided);
    confusion.merge(cell, 1L, Long::sum);
    unsaved.add(cell);
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
    for (int cell : unsaved) {
      state.confusion().put(cell, confusion.get(cell));
    }
    unsaved.clear();
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
  long[][] confusion(int labels) {
    long[][] matrix = new long[labels][labels + 1];
    for (int label = 0; label < labels; label++) {
      for (int decided = 0; decided < labels; decided++) {
        matrix[label][decided] = confusion.getOrDefault(cell(label, decided), 0L);
      }
      matrix[label][labels] = confusion.getOrDefault(cell(label, capacity), 0L);
    }
    return matrix;
  }
}
