package io.firstspike.engine.network;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.layer.Winners;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;

/**
 * Decides by the order of first spikes: the first neuron to exceed the threshold decides, of those
 * in the same time step the one with the highest potential.
 */
final class OrderReader implements DecisionReader {

  private final Shape shape;
  private final int neuronsPerLabel;
  private final int maps;
  private final boolean[] silenced;
  private final WinnerSearch search;

  /**
   * @param spec with a threshold
   * @param loops this reader's own
   */
  OrderReader(LayerWeights synapses, DecisionSpec spec, WeightLoops loops) {
    this.shape = synapses.layout().output();
    this.neuronsPerLabel = spec.neuronsPerLabel();
    this.maps = spec.takenMaps();
    this.silenced = new boolean[spec.maps()];
    Arrays.fill(silenced, maps, silenced.length, true);
    // One more winner than a label has neurons: the last of them is sure to be of another label.
    this.search = new WinnerSearch(synapses, spec.threshold(), neuronsPerLabel + 1, 0, loops);
  }

  @Override
  public void read(Spikes evidence, boolean[] silent, LastDecision decision) {
    Winners fired = search.search(evidence, silenced(silent));
    if (fired.count() == 0) {
      return;
    }
    int location = fired.neuron(0) % shape.locations();
    decision.noteWinner(fired.map(0), location, fired.step(0), fired.potential(0));
    for (int i = fired.count() - 1; i > 0; i--) {
      if (fired.map(i) / neuronsPerLabel != fired.map(0) / neuronsPerLabel) {
        decision.noteRunnerUp(fired.map(i), fired.potential(i));
      }
    }
  }

  /** Neurons that stand for no label fire no more than silenced ones. */
  private boolean[] silenced(boolean[] silent) {
    if (maps == silenced.length) {
      return silent;
    }
    for (int map = 0; map < maps; map++) {
      silenced[map] = silent != null && silent[map];
    }
    return silenced;
  }
}
