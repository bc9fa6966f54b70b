package io.firstspike.engine.spec;

import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Decay of a rule's step size: it falls linearly over a number of labels that is known beforehand.
 *
 * @param horizon number of labels over which the step size falls; at least 1
 * @param rest fraction of the step size that remains at the horizon and after it, 0 to 1
 */
@API(status = Status.MAINTAINED)
public record DecaySpec(long horizon, float rest) {

  /** Adds the mistakes in this decay, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".horizon", horizon, 1, Long.MAX_VALUE);
    problems.within(at + ".rest", rest, 0, 1);
  }

  /** This decay with another horizon. */
  DecaySpec over(long labels) {
    return new DecaySpec(labels, rest);
  }

  /**
   * The fraction of the step size that remains after {@code labels} labels; 1 if {@code decay} is
   * null.
   */
  static double left(DecaySpec decay, long labels) {
    return decay == null ? 1 : 1 - (1 - decay.rest) * Math.min(1, (double) labels / decay.horizon);
  }
}
