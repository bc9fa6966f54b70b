package io.firstspike.pipeline.ml.predict;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
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

  /** Names the labels of a decision of a network of {@code spec}. */
  public static Classification of(Decision decision, NetworkSpec spec, String modelVersion) {
    List<String> labels = spec.decision().labels();
    boolean alone = decision.runnerUp() < 0;
    return new Classification(
        decision.winner().map(winner -> labels.get(decision.label())),
        decision.winner().map(Winner::potential).orElse(0f),
        alone ? Optional.empty() : Optional.of(labels.get(decision.runnerUp())),
        alone ? 0 : decision.runnerUpPotential(),
        modelVersion);
  }

  /** The winner's lead over the runner-up: the difference of their potentials. */
  public float margin() {
    return potential - runnerUpPotential;
  }
}
