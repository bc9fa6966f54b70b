package io.firstspike.engine.network;

import io.firstspike.engine.spike.Spikes;

/**
 * A way to read a decision layer: by the potentials in the end, by the order of first spikes, or by
 * their time. Not thread-safe: it keeps potentials.
 */
interface DecisionReader {

  /**
   * Decides on what the decision layer sees. Allocates nothing.
   *
   * @param silent the neurons that are silenced, by map; null = none is
   * @param decision takes what is decided; before, no neuron has decided
   */
  void read(Spikes evidence, boolean[] silent, LastDecision decision);

  /**
   * Decides alike, with no neuron silenced, where nothing but the decision matters: potentials of
   * neurons that have no part in it need not be computed.
   */
  default void readDecisionOnly(Spikes evidence, LastDecision decision) {
    read(evidence, null, decision);
  }
}
