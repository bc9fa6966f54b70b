package io.firstspike.engine.stepped.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What training makes small. */
@API(status = Status.MAINTAINED)
public enum SpikeLoss {
  /** Cross-entropy of the labels' spike counts. */
  @JsonProperty("count")
  COUNT,
  /** Mean squared distance of the labels' rates from 1 for the right one and 0 for the others. */
  @JsonProperty("rate")
  RATE,
  /** Cross-entropy of how many time steps before the end each label first fires; 0 if never. */
  @JsonProperty("firstSpike")
  FIRST_SPIKE,
  /**
   * Cross-entropy of the means over time of what the last layer gives, for {@code readOut:
   * potential}.
   */
  @JsonProperty("potential")
  POTENTIAL
}
