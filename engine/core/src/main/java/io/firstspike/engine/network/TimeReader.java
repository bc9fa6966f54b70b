package io.firstspike.engine.network;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.SpikeTimes;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;

/**
 * Decides by the time of first spikes, finer than time steps ({@link SpikeTimes}): the first neuron
 * to fire decides, of those at the same time the one with the highest potential, then the first
 * map. Silences no neuron but those that stand for no label.
 */
final class TimeReader implements DecisionReader {

  private static final int NONE = -1;

  private final SpikeTimes times;
  private final float[] thresholds;
  private final int neuronsPerLabel;
  private final int maps;

  /**
   * @param spec with a threshold
   * @param loops this reader's own
   */
  TimeReader(LayerWeights synapses, DecisionSpec spec, WeightLoops loops) {
    this.times = new SpikeTimes(synapses, loops);
    this.thresholds = new float[spec.maps()];
    Arrays.fill(thresholds, spec.threshold());
    this.neuronsPerLabel = spec.neuronsPerLabel();
    this.maps = spec.takenMaps();
  }

  @Override
  public void read(Spikes evidence, boolean[] silent, LastDecision decision) {
    float[] fired = times.fire(evidence, thresholds);
    int winner = first(fired, evidence.steps(), -1);
    if (winner != NONE) {
      decision.noteWinner(winner, 0, (int) fired[winner], times.potentials()[winner]);
      int other = first(fired, evidence.steps(), winner / neuronsPerLabel);
      if (other != NONE) {
        decision.noteRunnerUp(other, times.potentials()[other]);
      }
    }
  }

  /** The map of the first neuron to fire that is not of label {@code except}. */
  private int first(float[] fired, int steps, int except) {
    int first = NONE;
    for (int map = 0; map < maps; map++) {
      if (fired[map] < steps
          && map / neuronsPerLabel != except
          && (first == NONE || earlier(fired, map, first))) {
        first = map;
      }
    }
    return first;
  }

  private boolean earlier(float[] fired, int one, int than) {
    return fired[one] < fired[than]
        || fired[one] == fired[than] && times.potentials()[one] > times.potentials()[than];
  }
}
