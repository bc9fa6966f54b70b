package io.firstspike.engine.network;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Measurement of how many inputs of the decision layer fire, taken over its first labels (see
 * {@link io.firstspike.engine.spec.DeltaSpec#measureOver}).
 *
 * @param labels number of labels measured so far
 * @param fired number of inputs that fired, summed over those labels
 */
@API(status = Status.MAINTAINED)
public record Activity(int labels, long fired) {

  static final Activity NONE = new Activity(0, 0);

  /** The mean number of inputs that fire for each label, at least 1; 1 if there are no labels. */
  public static double mean(int labels, long fired) {
    return labels == 0 ? 1 : Math.max(1, (double) fired / labels);
  }
}
