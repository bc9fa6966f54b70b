package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the detector of drift and of the response to it. The detector is the test of Page and
 * Hinkley on the errors made before each label is learned ({@code io.firstspike.engine.drift}).
 * Labels that are new are left out, as errors on them are no sign of drift.
 *
 * @param tolerance rise of the error above its mean that is no drift, as a share of labels
 * @param limit number of errors above mean and tolerance, summed up, that is drift; half of it is a
 *     warning
 * @param knownAfter a label counts from so many frames of it on; 0 or left out: 100
 * @param response what is done about it; left out: nothing but telling it
 */
@API(status = Status.MAINTAINED)
public record DriftSpec(float tolerance, float limit, int knownAfter, Response response) {

  private static final int DEFAULT_KNOWN_AFTER = 100;

  public DriftSpec {
    knownAfter = knownAfter == 0 ? DEFAULT_KNOWN_AFTER : knownAfter;
    response = response == null ? Response.NOTHING : response;
  }

  /** Response to drift. Each does what those before it do, as far as the spec has it. */
  public enum Response {
    /** Tells it in the metrics. */
    @JsonProperty("nothing")
    NOTHING,
    /** Gives adaptive steps their first length again. */
    @JsonProperty("rearm")
    REARM,
    /** Forgets what the memory has kept from before the drift began. */
    @JsonProperty("forget")
    FORGET,
    /** Starts the decision layer anew from its first weights. */
    @JsonProperty("anew")
    ANEW;

    /** Whether this response does what {@code other} does. */
    public boolean includes(Response other) {
      return compareTo(other) >= 0;
    }
  }

  /** Adds the mistakes in this spec, which is the field {@code at}, to {@code problems}. */
  void check(String at, DecisionSpec layer, SpecProblems problems) {
    problems.within(at + ".tolerance", tolerance, 0, 1);
    problems.positive(at + ".limit", limit);
    problems.range(at + ".knownAfter", knownAfter, 1, Integer.MAX_VALUE);
    layer.checkRemembering(at, problems);
  }
}
