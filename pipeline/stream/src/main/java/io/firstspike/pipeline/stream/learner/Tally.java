package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Running totals of one model key and its confusion matrix. They reach state once a checkpoint
 * ({@link #save}), as what is learned does.
 */
final class Tally {

  /** Places of the counts in state: one more than the highest number that a counter may have. */
  private static final int PLACES = 1 + highestNumber();

  private final LearnerState state;
  private final LearnerMeters meters;
  private final long[] counts;
  private final int capacity;

  /** What cells of the confusion matrix have grown by since {@link #save}. */
  private final Map<Integer, Long> grown = new TreeMap<>();

  private boolean moved;

  private Tally(LearnerState state, LearnerMeters meters, long[] counts, int capacity) {
    this.state = state;
    this.meters = meters;
    this.counts = counts;
    this.capacity = capacity;
  }

  /**
   * The totals of the current key.
   *
   * @param capacity how many labels there can ever be
   * @param meters count what the tally counts, for all model keys together
   */
  static Tally load(int capacity, LearnerState state, LearnerMeters meters) throws Exception {
    long[] counts = new long[PLACES];
    long[] kept = state.counts().value();
    if (kept != null) {
      System.arraycopy(kept, 0, counts, 0, Math.min(kept.length, counts.length));
    }
    Tally tally = new Tally(state, meters, counts, capacity);
    meters.enter(tally);
    return tally;
  }

  private static int highestNumber() {
    return Arrays.stream(Counter.values()).mapToInt(Counter::number).max().orElseThrow();
  }

  long of(Counter counter) {
    return counts[counter.number()];
  }

  void add(Counter counter, long number) {
    counts[counter.number()] += number;
    meters.add(counter, number);
    moved = true;
  }

  /** Sets a counter that tells how much there is at present. */
  void set(Counter counter, long number) {
    add(counter, number - of(counter));
  }

  /** Ends: the learner leaves memory. */
  void leave() {
    meters.leave(this);
  }

  /**
   * Counts one decision whose label is known.
   *
   * @param decided the decided label, -1 if silent
   */
  void judge(int label, int decided) {
    grown.merge(cell(label, decided < 0 ? capacity : decided), 1L, Long::sum);
    add(label == decided ? Counter.CORRECT : Counter.WRONG, 1);
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

  Counts totals() {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      values.put(counter, of(counter));
    }
    return Counts.of(values);
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
