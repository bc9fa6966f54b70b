package io.firstspike.engine.learning;

import io.firstspike.engine.spec.DecisionSpec;
import java.nio.ByteBuffer;

/**
 * The latest labels, over which the weights of a decision layer are averaged: about as many as the
 * spec says, but none before a label that was new, or before drift. The average is exponential, and
 * plain as long as there are fewer labels. Only some labels move it, the fewer the more there are:
 * each of the first ones, later one in {@value #MOST_APART}, as it takes a walk over all weights.
 */
final class LatestLabels {

  private static final int MOST_APART = 64;

  /** Labels that move the average are apart by about one part in so many of all. */
  private static final int PART = 32;

  private final int over;
  private final boolean[] met;

  /** The number of the label before the first one of the average. */
  private long before;

  LatestLabels(DecisionSpec spec) {
    this.over = spec.averageOver();
    this.met = new boolean[spec.capacity()];
  }

  /**
   * Notes that a label has come.
   *
   * @param at number of the label, counted from 1
   */
  void meet(int label, long at) {
    if (!met[label]) {
      met[label] = true;
      beginWith(at);
    }
  }

  /** Forgets a label, as if it had never come. */
  void forget(int label) {
    met[label] = false;
  }

  /** Leaves out all labels before label number {@code at}. */
  void beginWith(long at) {
    before = at - 1;
  }

  /**
   * The share of the weights after label number {@code at} in the average from then on; 0 if it
   * stays as it is.
   */
  float share(long at) {
    long labels = at - before;
    long apart = Math.max(1, Math.min(MOST_APART, Long.highestOneBit(labels / PART)));
    return labels % apart == 0
        ? (float) Math.max((double) apart / over, (double) apart / labels)
        : 0;
  }

  /** Its state: the number before the first label, then a byte for each label, 1 if it is known. */
  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + met.length).putLong(before);
    for (boolean known : met) {
      bytes.put((byte) (known ? 1 : 0));
    }
    return bytes.array();
  }

  /** Takes over the state that {@link #bytes} gave. */
  void restore(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    before = from.getLong();
    for (int label = 0; label < met.length; label++) {
      met[label] = from.get() == 1;
    }
  }
}
