package io.firstspike.bench.continual;

import io.firstspike.pipeline.app.console.AccuracyCurve;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Decisions of a stream, each made before its label was learned: whether they were right, label by
 * label, and the labels at which a new segment of the stream began.
 */
final class PrequentialCurve {

  /** Labels over which recovery is measured. */
  private static final int RECOVERY_WINDOW = 200;

  /** The distance below the accuracy before a boundary at which it counts as recovered. */
  private static final double RECOVERY_MARGIN = 0.05;

  private final int window;
  private final BitSet right = new BitSet();
  private final List<Integer> boundaries = new ArrayList<>();
  private int labels;

  /** Makes a curve that averages over a number of labels. */
  PrequentialCurve(int window) {
    this.window = window;
  }

  /** The window for a stream with so many labels: 1,000, or a twentieth of a short stream. */
  static int windowFor(long labels) {
    return (int) Math.max(1, Math.min(1000, labels / 20));
  }

  /** Counts one label. */
  void add(boolean decidedRight) {
    right.set(labels++, decidedRight);
  }

  /** Notes that a new segment begins with the next label. */
  void begin() {
    boundaries.add(labels);
  }

  int labels() {
    return labels;
  }

  /** For each segment but the first, the number of labels before it. */
  List<Integer> boundaries() {
    return List.copyOf(boundaries);
  }

  /** The share of right decisions among labels {@code from} to {@code to - 1}. */
  double accuracy(int from, int to) {
    return (double) right.get(from, to).cardinality() / (to - from);
  }

  /** The share of right decisions. */
  double accuracy() {
    return accuracy(0, labels);
  }

  /** The accuracy over the last labels, as many as the window holds, after each label. */
  double[] curve() {
    double[] curve = new double[labels];
    int within = 0;
    for (int i = 0; i < labels; i++) {
      within += right.get(i) ? 1 : 0;
      within -= i >= window && right.get(i - window) ? 1 : 0;
      curve[i] = (double) within / Math.min(i + 1, window);
    }
    return curve;
  }

  /** The accuracy over labels, to be written under this name. */
  AccuracyCurve points(String name) {
    AccuracyCurve points = new AccuracyCurve(name);
    for (int i = 0; i < labels; i++) {
      points.add(right.get(i));
    }
    return points;
  }

  /** The area under the curve, as a share of the whole: its mean over all labels. */
  double area() {
    double sum = 0;
    for (double height : curve()) {
      sum += height;
    }
    return sum / labels;
  }

  /**
   * The accuracy over labels 1,001 to 2,000 after a boundary; empty if fewer come before the next.
   */
  OptionalDouble settled(int number) {
    int begin = boundaries.get(number);
    return begin + 2000 <= end(number)
        ? OptionalDouble.of(accuracy(begin + 1000, begin + 2000))
        : OptionalDouble.empty();
  }

  /**
   * The number of labels from a boundary until accuracy over the last 200 labels, all of them after
   * it, is within 0.05 of that over a window before it; empty if it is not before the next drift.
   */
  OptionalDouble recovery(int number) {
    int begin = boundaries.get(number);
    double enough = accuracy(Math.max(0, begin - window), begin) - RECOVERY_MARGIN;
    for (int to = begin + RECOVERY_WINDOW; to <= end(number); to++) {
      if (accuracy(to - RECOVERY_WINDOW, to) >= enough) {
        return OptionalDouble.of(to - begin);
      }
    }
    return OptionalDouble.empty();
  }

  /** The number of labels from a boundary to the next, or to the end. */
  int length(int number) {
    return end(number) - boundaries.get(number);
  }

  private int end(int number) {
    return number + 1 < boundaries.size() ? boundaries.get(number + 1) : labels;
  }
}
