package io.firstspike.connectors.topic;

import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The decision of a network on one frame.
 *
 * @param modelKey the key of the learner that decided, 1 to 256 characters
 * @param frameId the id of the frame
 * @param label the winner's class; empty if the network is silent: no neuron decides
 * @param runnerUp the second class; empty when there is none
 * @param phase the name of the layer that is learning, or "decision"
 * @param potential the winner's potential, finite
 * @param runnerUpPotential the runner-up's potential, finite; set to 0 without a runner-up
 * @param spikeTime the time step of the winner's first spike; -1 when it has none
 * @param modelVersion the version of the weights that decided
 * @param frameTimestamp the frame's event time, in milliseconds since the epoch, at least 0
 * @param decidedAt the time of the decision by the clock, in milliseconds since the epoch
 */
@API(status = Status.MAINTAINED)
public record Prediction(
    String modelKey,
    String frameId,
    Optional<String> label,
    Optional<String> runnerUp,
    String phase,
    double potential,
    double runnerUpPotential,
    int spikeTime,
    String modelVersion,
    long frameTimestamp,
    long decidedAt) {

  /** The phase in which the feature layers no longer learn and decisions are made. */
  public static final String DECISION = "decision";

  /** The spike time of a winner that did not spike. */
  public static final int NO_SPIKE = -1;

  public Prediction {
    Text.requireName(modelKey, "model key");
    Text.requireName(frameId, "frame id");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(modelVersion, "modelVersion");
    runnerUpPotential = runnerUp.isPresent() ? runnerUpPotential : 0;
    if (!Double.isFinite(potential) || !Double.isFinite(runnerUpPotential)) {
      throw new IllegalArgumentException(
          "potentials must be finite, not " + potential + " and " + runnerUpPotential);
    }
    if (spikeTime < NO_SPIKE || label.isEmpty() && spikeTime != NO_SPIKE) {
      throw new IllegalArgumentException(
          "a spike time is at least 0, or -1 for none and for the silent, not " + spikeTime);
    }
  }

  /** Whether the decision is silent: there is no winner. */
  public boolean silent() {
    return label.isEmpty();
  }
}
