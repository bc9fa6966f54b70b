package io.firstspike.engine.network;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Number of labels that a decision layer has learned from, by the decision before each.
 *
 * @param correct labels that equalled the decision
 * @param wrong labels that differed from the decision
 * @param silent labels of frames on which the network made no decision
 */
@API(status = Status.MAINTAINED)
public record Verdicts(long correct, long wrong, long silent) {

  /** No labels yet. */
  public static final Verdicts NONE = new Verdicts(0, 0, 0);

  /** The number of all labels. */
  public long total() {
    return correct + wrong + silent;
  }
}
