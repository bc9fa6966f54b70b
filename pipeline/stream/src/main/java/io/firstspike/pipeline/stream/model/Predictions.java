package io.firstspike.pipeline.stream.model;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import java.util.Optional;

/** Makes predictions from the decisions of networks. */
public final class Predictions {

  private Predictions() {}

  /** Whether a decision can become a prediction: its potentials are finite numbers. */
  public static boolean tellable(Decision decision) {
    return decision.winner().map(winner -> Float.isFinite(winner.potential())).orElse(true)
        && (decision.runnerUp() < 0 || Float.isFinite(decision.runnerUpPotential()));
  }

  /**
   * Makes the prediction of a decision.
   *
   * @param spec the spec of the network that decided
   * @param phase the name of the layer that is learning, or {@link Prediction#DECISION}
   * @param timestamp the frame's event time, in milliseconds since the epoch
   * @param now the time of the decision by the clock, in milliseconds since the epoch
   * @throws IllegalArgumentException if the potentials are not finite
   */
  public static Prediction of(
      String modelKey,
      String frameId,
      Decision decision,
      NetworkSpec spec,
      String phase,
      String modelVersion,
      long timestamp,
      long now) {
    List<String> labels = spec.decision().labels();
    Optional<Winner> winner = decision.winner();
    return new Prediction(
        modelKey,
        frameId,
        winner.map(w -> labels.get(decision.label())),
        decision.runnerUp() < 0 ? Optional.empty() : Optional.of(labels.get(decision.runnerUp())),
        phase,
        winner.map(Winner::potential).orElse(0f),
        decision.runnerUpPotential(),
        winner.map(Winner::step).orElse(Prediction.NO_SPIKE),
        modelVersion,
        Math.max(0, timestamp),
        now);
  }
}
