package io.firstspike.engine.network;

import io.firstspike.engine.layer.Winner;
import java.util.Optional;

/**
 * What the decision layer says about one frame.
 *
 * @param winner the neuron with the highest potential; empty if the network is silent: no input
 *     fired, or, where synapses only excite, no potential is above 0
 * @param label the winner's label, an index into the spec's labels; -1 if silent
 * @param runnerUp the label of the strongest neuron of any other label; -1 if there is none
 * @param runnerUpPotential that neuron's potential; 0 if there is none
 */
public record Decision(Optional<Winner> winner, int label, int runnerUp, float runnerUpPotential) {

  /** No neuron was excited. */
  public static final Decision SILENT = new Decision(Optional.empty(), -1, -1, 0);

  /** Whether no neuron was excited. */
  public boolean silent() {
    return winner.isEmpty();
  }

  /**
   * The decision among each map's strongest neuron, in order of map: the highest potential wins, of
   * equals the lowest map.
   *
   * @param floor what a potential must exceed to count
   */
  static Decision among(Winner[] strongest, int neuronsPerLabel, float floor) {
    Winner best = null;
    for (Winner candidate : strongest) {
      if (candidate.potential() > (best == null ? floor : best.potential())) {
        best = candidate;
      }
    }
    if (best == null) {
      return SILENT;
    }
    int label = best.map() / neuronsPerLabel;
    int runnerUp = -1;
    float runnerUpPotential = floor;
    for (Winner candidate : strongest) {
      if (candidate.map() / neuronsPerLabel != label && candidate.potential() > runnerUpPotential) {
        runnerUp = candidate.map() / neuronsPerLabel;
        runnerUpPotential = candidate.potential();
      }
    }
    return new Decision(Optional.of(best), label, runnerUp, runnerUp < 0 ? 0 : runnerUpPotential);
  }
}
