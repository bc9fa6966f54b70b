package io.firstspike.engine.network;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.SpikeTimes;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The decision layer at work: the neuron with the highest potential decides, or, with a threshold,
 * the first to fire; where spike times are what is learned, they are told apart within a time step
 * too ({@link SpikeTimes}), else the higher potential counts. Not thread-safe: it keeps its
 * potentials.
 */
public final class Decider {

  private final int neuronsPerLabel;
  private final float floor;
  private final DecisionNeurons neurons;
  private final WinnerSearch search;
  private final SpikeTimes times;
  private final float[] thresholds;

  /** A decider with {@code network}'s weights, of which it sees later changes. */
  public Decider(Network network) {
    DecisionSpec spec = network.spec().decision();
    Convolution synapses = network.decisions();
    this.neuronsPerLabel = spec.neuronsPerLabel();
    // Where synapses inhibit too, the highest potential may be a negative one.
    this.floor = spec.rule().inhibits() ? Float.NEGATIVE_INFINITY : 0;
    this.neurons = new DecisionNeurons(synapses, spec.latencies());
    // One more winner than a label has neurons: the last of them is sure to be of another label.
    boolean byTime = spec.rule() instanceof S2StdpSpec;
    this.search =
        spec.threshold() == null || byTime
            ? null
            : new WinnerSearch(synapses, spec.threshold(), neuronsPerLabel + 1, 0);
    this.times = byTime ? new SpikeTimes(synapses) : null;
    this.thresholds = new float[byTime ? spec.maps() : 0];
    Arrays.fill(thresholds, byTime ? spec.threshold() : 0);
  }

  /** The decision on what the decision layer sees. */
  public Decision decide(Volley evidence) {
    return decide(evidence, null);
  }

  /**
   * The same, while some neurons are silenced.
   *
   * @param silent by map; null = nobody is
   */
  public Decision decide(Volley evidence, boolean[] silent) {
    if (evidence.count() == 0) {
      return Decision.SILENT;
    }
    if (times != null) {
      return Decision.first(inTime(evidence), neuronsPerLabel);
    }
    return search == null
        ? Decision.among(neurons.strongest(evidence), silent, neuronsPerLabel, floor)
        : Decision.first(search.search(evidence, silent), neuronsPerLabel);
  }

  /** Who fires, in order of time, then potential, then map. */
  private List<Winner> inTime(Volley evidence) {
    float[] fired = times.fire(evidence, thresholds);
    float[] potentials = times.potentials();
    List<Winner> winners = new ArrayList<>();
    for (int map = 0; map < fired.length; map++) {
      if (fired[map] < evidence.steps()) {
        winners.add(new Winner(map, 0, 0, (int) fired[map], potentials[map]));
      }
    }
    winners.sort(
        Comparator.<Winner>comparingDouble(winner -> fired[winner.map()])
            .thenComparingDouble(winner -> -winner.potential()));
    return winners;
  }
}
