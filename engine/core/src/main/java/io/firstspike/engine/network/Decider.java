package io.firstspike.engine.network;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.spike.Volley;

/**
 * The decision layer at work: the neuron with the highest potential decides, or, with a threshold,
 * the first to fire. Not thread-safe: it keeps its potentials.
 */
public final class Decider {

  private final int neuronsPerLabel;
  private final float floor;
  private final DecisionNeurons neurons;
  private final WinnerSearch search;

  /** A decider with {@code network}'s weights, of which it sees later changes. */
  public Decider(Network network) {
    DecisionSpec spec = network.spec().decision();
    Convolution synapses = network.decisions();
    this.neuronsPerLabel = spec.neuronsPerLabel();
    // Where synapses inhibit too, the highest potential may be a negative one.
    this.floor = spec.rule().inhibits() ? Float.NEGATIVE_INFINITY : 0;
    this.neurons = new DecisionNeurons(synapses, spec.latencies());
    // One more winner than a label has neurons: the last of them is sure to be of another label.
    this.search =
        spec.threshold() == null
            ? null
            : new WinnerSearch(synapses, spec.threshold(), neuronsPerLabel + 1, 0);
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
    return search == null
        ? Decision.among(neurons.strongest(evidence), silent, neuronsPerLabel, floor)
        : Decision.first(search.search(evidence, silent), neuronsPerLabel);
  }
}
