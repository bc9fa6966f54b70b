package io.firstspike.engine.learning;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Confusion matrix: the number of decisions for each pair of right label and decided label. The
 * counts are changed in place.
 *
 * @param labels the labels
 * @param counts {@code [right label][decided label]}; the last column counts frames without a
 *     decision
 */
@API(status = Status.MAINTAINED)
public record ConfusionMatrix(List<String> labels, long[][] counts) {

  /** Creates a matrix of zeros. */
  public static ConfusionMatrix empty(List<String> labels) {
    return new ConfusionMatrix(labels, new long[labels.size()][labels.size() + 1]);
  }

  /**
   * Counts one decision.
   *
   * @param label index of the right label
   * @param decided index of the decided label; -1 if the network was silent
   */
  public void count(int label, int decided) {
    counts[label][decided < 0 ? labels.size() : decided]++;
  }

  /**
   * Adds the counts of {@code other}.
   *
   * @param other a matrix of the same labels
   */
  void add(ConfusionMatrix other) {
    for (int label = 0; label < counts.length; label++) {
      for (int decided = 0; decided < counts[label].length; decided++) {
        counts[label][decided] += other.counts[label][decided];
      }
    }
  }

  /** The number of all decisions, including frames without one. */
  public long total() {
    long total = 0;
    for (long[] row : counts) {
      for (long count : row) {
        total += count;
      }
    }
    return total;
  }

  /** The number of right decisions. */
  public long correct() {
    long correct = 0;
    for (int i = 0; i < labels.size(); i++) {
      correct += counts[i][i];
    }
    return correct;
  }

  /** The fraction of right decisions, 0 to 1; 0 if nothing has been counted. */
  public double accuracy() {
    return total() == 0 ? 0 : (double) correct() / total();
  }
}
