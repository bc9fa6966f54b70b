package io.firstspike.engine.network;

/**
 * Labels a decision layer has learned from, by what had been decided.
 *
 * @param correct labels that the decision agreed with
 * @param wrong labels that it did not agree with
 * @param silent labels of frames to which the network was silent
 */
public record Verdicts(long correct, long wrong, long silent) {

  static final Verdicts NONE = new Verdicts(0, 0, 0);

  /** All of them. */
  public long total() {
    return correct + wrong + silent;
  }
}
