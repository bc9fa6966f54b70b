package io.firstspike.engine.network;

import io.firstspike.engine.layer.Winner;
import java.util.List;
import java.util.Optional;

/**
 * What the decision layer says about one frame.
 *
 * @param winner the neuron that decided (see {@link Decider}); empty if the network is silent: no
 *     input fired, nobody exceeded the threshold, or, where synapses only excite, no potential is
 *     above 0
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
   * @param silent maps that may not decide; null = none
   * @param floor what a potential must exceed to count
   */
  static Decision among(Winner[] strongest, boolean[] silent, int neuronsPerLabel, float floor) {
    Winner best = strongest(strongest, silent, neuronsPerLabel, floor, -1);
    if (best == null) {
      return SILENT;
    }
    int label = best.map() / neuronsPerLabel;
    return of(best, strongest(strongest, silent, neuronsPerLabel, floor, label), neuronsPerLabel);
  }

  /**
   * The decision of neurons that fired.
   *
   * @param winners in the order in which they did
   */
  static Decision first(List<Winner> winners, int neuronsPerLabel) {
    if (winners.isEmpty()) {
      return SILENT;
    }
    int label = winners.get(0).map() / neuronsPerLabel;
    Winner other = null;
    for (int i = winners.size() - 1; i > 0; i--) {
      other = winners.get(i).map() / neuronsPerLabel == label ? other : winners.get(i);
    }
    return of(winners.get(0), other, neuronsPerLabel);
  }

  private static Winner strongest(
      Winner[] candidates, boolean[] silent, int neuronsPerLabel, float floor, int except) {
    Winner best = null;
    for (Winner candidate : candidates) {
      boolean takesPart =
          candidate.map() / neuronsPerLabel != except
              && (silent == null || !silent[candidate.map()]);
      if (takesPart && candidate.potential() > (best == null ? floor : best.potential())) {
        best = candidate;
      }
    }
    return best;
  }

  private static Decision of(Winner winner, Winner runnerUp, int neuronsPerLabel) {
    return new Decision(
        Optional.of(winner),
        winner.map() / neuronsPerLabel,
        runnerUp == null ? -1 : runnerUp.map() / neuronsPerLabel,
        runnerUp == null ? 0 : runnerUp.potential());
  }
}
