package io.firstspike.pipeline.ml.predict;

import java.util.Optional;

/**
 * The class of one image, as a network decides.
 *
 * @param label the winner's class; empty if the network is silent
 * @param potential the winner's potential; 0 if there is none
 * @param runnerUp the strongest other class; empty if there is none
 * @param runnerUpPotential the runner-up's potential; 0 if there is none
 * @param modelVersion the version of the weights that decided
 */
public record Classification(
    Optional<String> label,
    float potential,
    Optional<String> runnerUp,
    float runnerUpPotential,
    String modelVersion) {

  /** The winner's lead over the runner-up: the difference of their potentials. */
  public float margin() {
    return potential - runnerUpPotential;
  }
}
