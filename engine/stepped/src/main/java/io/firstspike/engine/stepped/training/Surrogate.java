package io.firstspike.engine.stepped.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Smooth step whose slope stands in for that of firing, which is 0 or infinite. A step goes from 0
 * to 1, is 1/2 where the potential is at the threshold ({@code u = 0}), and has slope {@code k}
 * there (E. O. Neftci et al., Surrogate gradient learning in spiking neural networks, 2019).
 */
@API(status = Status.MAINTAINED)
public enum Surrogate {
  /** {@code atan(pi k u) / pi + 1/2}. */
  @JsonProperty("arctan")
  ARCTAN,
  /** {@code 1 / (1 + exp(-4 k u))}. */
  @JsonProperty("sigmoid")
  SIGMOID,
  /** {@code k u / (1 + 2 k |u|) + 1/2}. */
  @JsonProperty("fastSigmoid")
  FAST_SIGMOID,
  /** {@code k u + 1/2}, at least 0 and at most 1: the cheapest. */
  @JsonProperty("rectangle")
  RECTANGLE
}
