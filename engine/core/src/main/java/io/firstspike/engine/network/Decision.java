package io.firstspike.engine.network;

import io.firstspike.engine.layer.Winner;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Decision of a network on one frame.
 *
 * @param winner the neuron that decided (see {@link Decider}). Empty if the network is silent: no
 *     input fired; no neuron exceeded the threshold, if there is one; or no potential is above 0,
 *     if synapses only excite
 * @param label the winner's label, an index into the spec's labels; -1 if the network is silent
 * @param runnerUp the label of the strongest neuron of any other label; -1 if there is none
 * @param runnerUpPotential the potential of that neuron; 0 if there is none
 */
@API(status = Status.MAINTAINED)
public record Decision(Optional<Winner> winner, int label, int runnerUp, float runnerUpPotential) {

  /** The decision of a silent network. */
  public static final Decision SILENT = new Decision(Optional.empty(), -1, -1, 0);

  /** Whether the network is silent, so that there is no label. */
  public boolean silent() {
    return winner.isEmpty();
  }
}
