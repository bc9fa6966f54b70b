package io.firstspike.engine.network;

/**
 * How many inputs of the decision layer fire, measured over its first labels (see {@link
 * DeltaSpec#measureOver}).
 *
 * @param labels labels it was measured over
 * @param fired inputs that fired, summed over those labels
 */
public record Activity(int labels, long fired) {

  static final Activity NONE = new Activity(0, 0);

  /** The mean number of inputs that fire, at least 1. */
  public static double mean(int labels, long fired) {
    return labels == 0 ? 1 : Math.max(1, (double) fired / labels);
  }
}
