package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Normal distribution that the first weights of a layer are drawn from.
 *
 * @param mean its mean
 * @param deviation its standard deviation
 * @param own of a decision layer that reads the output neurons of a network trained elsewhere
 *     ({@code encoding.stepped}): the first weight of the inputs that stand for the label's own
 *     output neuron, all others are drawn; null or left out: all are drawn
 */
@API(status = Status.MAINTAINED)
public record WeightsSpec(
    float mean, float deviation, @JsonInclude(JsonInclude.Include.NON_NULL) Float own) {

  /** Creates the spec of weights that are all drawn. */
  public WeightsSpec(float mean, float deviation) {
    this(mean, deviation, null);
  }

  /** Adds the mistakes in this distribution, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.within(at + ".mean", mean, -Float.MAX_VALUE, Float.MAX_VALUE);
    problems.notNegative(at + ".deviation", deviation);
    if (own != null) {
      problems.within(at + ".own", own, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
  }
}
