package io.firstspike.engine.network;

import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spike.Spikes;

/** Decides by potential: the neuron with the highest one decides, of equals the first map. */
final class PotentialReader implements DecisionReader {

  private static final int NONE = -1;

  private final DecisionNeurons neurons;
  private final int neuronsPerLabel;
  private final int maps;
  private final float floor;

  /**
   * @param neurons which then hold the potentials that decided
   */
  PotentialReader(DecisionNeurons neurons, DecisionSpec spec) {
    this.neurons = neurons;
    this.neuronsPerLabel = spec.neuronsPerLabel();
    this.maps = spec.takenMaps();
    // Where synapses inhibit too, the highest potential may be a negative one.
    this.floor = spec.rule().inhibits() ? Float.NEGATIVE_INFINITY : 0;
  }

  @Override
  public void read(Spikes evidence, boolean[] silent, LastDecision decision) {
    neurons.integrate(evidence);
    decide(evidence, silent, decision);
  }

  /** Where the runner-up is out of reach, no location is looked at. */
  @Override
  public void readDecisionOnly(Spikes evidence, LastDecision decision) {
    neurons.integrateBusiest(evidence);
    int winner = strongest(null, -1);
    int other = winner == NONE ? NONE : strongest(null, winner / neuronsPerLabel);
    neurons.integrateRest(other == NONE ? floor : neurons.potential(other));
    decide(evidence, null, decision);
  }

  private void decide(Spikes evidence, boolean[] silent, LastDecision decision) {
    if (evidence.count() == 0) {
      return;
    }
    int winner = strongest(silent, -1);
    if (winner != NONE) {
      decision.noteWinner(
          winner, neurons.location(winner), evidence.steps() - 1, neurons.potential(winner));
      int other = strongest(silent, winner / neuronsPerLabel);
      if (other != NONE) {
        decision.noteRunnerUp(other, neurons.potential(other));
      }
    }
  }

  /** The map of the strongest neuron that is not of label {@code except}, of equals the first. */
  private int strongest(boolean[] silent, int except) {
    int best = NONE;
    float highest = floor;
    for (int map = 0; map < maps; map++) {
      if (neurons.potential(map) > highest
          && map / neuronsPerLabel != except
          && (silent == null || !silent[map])) {
        best = map;
        highest = neurons.potential(map);
      }
    }
    return best;
  }
}
