package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.Metrics.Totals;
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
    WRONG
  }

  private final LearnerState state;
  private final long[] counts;
  private final long[][] confusion;
  private final Set<Integer> unsaved = new TreeSet<>();
  private boolean moved;

  private Tally(LearnerState state, long[] counts, long[][] confusion) {
    this.state = state;
    this.counts = counts;
    this.confusion = confusion;
  }

  /** The totals of the current key. */
  static Tally load(int labels, LearnerState state) throws Exception {
    long[] counts = new long[Count.values().length];
    long[] kept = state.counts().value();
    if (kept != null) {
      System.arraycopy(kept, 0, counts, 0, Math.min(kept.length, counts.length));
    }
    long[][] confusion = new long[labels][labels + 1];
    for (Map.Entry<Integer, Long> cell : state.confusion().entries()) {
      confusion[cell.getKey() / (labels + 1)][cell.getKey() % (labels + 1)] = cell.getValue();
    }
    return new Tally(state, counts, confusion);
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
    int labels = confusion.length;
    int column = decided < 0 ? labels : decided;
    confusion[label][column]++;
    unsaved.add(label * (labels + 1) + column);
    add(label == decided ? Count.CORRECT : Count.WRONG, 1);
  }

  /** Writes what has been counted since the last call to the state of the current key. */
  void save() throws Exception {
    if (!moved) {
      return;
    }
    state.counts().update(counts.clone());
    int columns = confusion.length + 1;
    for (int cell : unsaved) {
      state.confusion().put(cell, confusion[cell / columns][cell % columns]);
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
        of(Count.WRONG));
  }

  /** The confusion matrix as it is now: a copy. */
  long[][] confusion() {
    long[][] copy = new long[confusion.length][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = confusion[i].clone();
    }
    return copy;
  }
}
