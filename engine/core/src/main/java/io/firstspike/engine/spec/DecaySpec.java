package io.firstspike.engine.spec;

/**
 * How the steps of a rule get shorter: in a straight line over a known number of labels.
 *
 * @param horizon labels over which they do; at least 1
 * @param rest the share of a step that is left at the horizon and after it, 0 to 1
 */
public record DecaySpec(long horizon, float rest) {

  /** The same over {@code labels} labels. */
  DecaySpec over(long labels) {
    return new DecaySpec(labels, rest);
  }

  /** The share that is left after {@code labels} labels; all of it without a decay. */
  static double left(DecaySpec decay, long labels) {
    return decay == null ? 1 : 1 - (1 - decay.rest) * Math.min(1, (double) labels / decay.horizon);
  }
}
