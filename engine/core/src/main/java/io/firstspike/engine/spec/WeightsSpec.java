package io.firstspike.engine.spec;

import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Normal distribution that the first weights of a layer are drawn from.
 *
 * @param mean its mean
 * @param deviation its standard deviation
 */
@API(status = Status.MAINTAINED)
public record WeightsSpec(float mean, float deviation) {

  /** Adds the mistakes in this distribution, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.within(at + ".mean", mean, -Float.MAX_VALUE, Float.MAX_VALUE);
    problems.notNegative(at + ".deviation", deviation);
  }
}
