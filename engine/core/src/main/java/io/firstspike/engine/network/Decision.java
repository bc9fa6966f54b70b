package io.firstspike.engine.network;

import io.firstspike.engine.layer.Winner;
import java.util.Optional;

/**
 * What the decision layer says about one frame.
 *
 * @param winner the neuron that decided (see {@link Decider}); empty if the network is silent: no
 *     input fired, none exceeded the threshold, or, where synapses only excite, no potential is
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
}
