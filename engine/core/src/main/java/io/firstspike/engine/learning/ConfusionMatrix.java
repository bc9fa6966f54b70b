package io.firstspike.engine.learning;

import java.util.List;

/**
 * How often each label was taken for which.
 *
 * @param labels the labels
 * @param counts {@code [true label][decided label]}; the last column counts silence
 */
public record ConfusionMatrix(List<String> labels, long[][] counts) {

  /** A matrix of zeros. */
  public static ConfusionMatrix empty(List<String> labels) {
    return new ConfusionMatrix(labels, new long[labels.size()][labels.size() + 1]);
  }

  /**
   * Counts one decision in place.
   *
   * @param label the right label
   * @param decided the decided label, -1 if silent
   */
  public void count(int label, int decided) {
    counts[label][decided < 0 ? labels.size() : decided]++;
  }

  /**
   * Counts in place all that {@code other} has counted.
   *
   * @param other of the same labels
   */
  void add(ConfusionMatrix other) {
    for (int label = 0; label < counts.length; label++) {
      for (int decided = 0; decided < counts[label].length; decided++) {
        counts[label][decided] += other.counts[label][decided];
      }
    }
  }

  /** All decisions counted. */
  public long total() {
    long total = 0;
    for (long[] row : counts) {
      for (long count : row) {
        total += count;
      }
    }
    return total;
  }

  /** The decisions that were right. */
  public long correct() {
    long correct = 0;
    for (int i = 0; i < labels.size(); i++) {
      correct += counts[i][i];
    }
    return correct;
  }

  /** The fraction that was right, 0 to 1; 0 if nothing was counted. */
  public double accuracy() {
    return total() == 0 ? 0 : (double) correct() / total();
  }
}
