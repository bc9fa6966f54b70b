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

  /** One more volley, unless {@code measureOver} have been measured. */
  Activity measure(int inputs, int measureOver) {
    return labels >= measureOver ? this : new Activity(labels + 1, fired + inputs);
  }

  /** The mean number of inputs that fire, at least 1. */
  public double mean() {
    return labels == 0 ? 1 : Math.max(1, (double) fired / labels);
  }
}
