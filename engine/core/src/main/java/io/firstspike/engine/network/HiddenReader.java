package io.firstspike.engine.network;

import io.firstspike.engine.layer.HiddenNeurons;
import io.firstspike.engine.spike.Spikes;

/** Lets hidden neurons fire, and reads the decision from what they make of the evidence. */
final class HiddenReader implements DecisionReader {

  private final HiddenNeurons hidden;
  private final DecisionReader deciding;

  HiddenReader(HiddenNeurons hidden, DecisionReader deciding) {
    this.hidden = hidden;
    this.deciding = deciding;
  }

  @Override
  public void read(Spikes evidence, boolean[] silent, LastDecision decision) {
    deciding.read(hidden.fire(evidence), silent, decision);
  }
}
