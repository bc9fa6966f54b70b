package io.firstspike.engine.learning;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.network.FeatureSpec;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.StdpSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Volley;
import java.util.List;

/** How one feature layer learns: its winners, by STDP. */
final class FeatureLearning {

  private final int layer;
  private final FeatureSpec spec;
  private final Synapses synapses;
  private final WinnerSearch search;

  FeatureLearning(int layer, FeatureSpec spec, Synapses synapses) {
    this.layer = layer;
    this.spec = spec;
    this.synapses = synapses;
    this.search =
        new WinnerSearch(
            synapses.of(layer),
            spec.threshold(),
            spec.stdp().winners(),
            spec.stdp().inhibitionRadius());
  }

  /**
   * Learns from one frame.
   *
   * @param presynaptic the output of the layers below
   * @param progress with this frame counted
   */
  void learn(Volley presynaptic, Progress progress) {
    StdpSpec stdp = spec.stdp();
    Volley seen = spec.inhibitInput() ? PointwiseInhibition.apply(presynaptic) : presynaptic;
    byte[] latencies = seen.latencies();
    for (Winner winner : winners(seen, progress)) {
      synapses.learn(
          layer,
          winner,
          stdp.rule(winner.map(), progress.frames()),
          latencies,
          (byte) seen.steps(),
          progress.frames() - 1);
    }
    if (progress.frames() == 1) {
      for (int map = 0; map < spec.maps(); map++) {
        synapses.clamp(layer, map, stdp.rule(map, 1), 0);
      }
    }
  }

  private List<Winner> winners(Volley seen, Progress progress) {
    if (spec.stdp().dropout() == null) {
      return search.search(seen);
    }
    boolean[] silent =
        spec.stdp().dropout().silent(spec.maps(), progress.seed(), layer, progress.frames() - 1);
    return search.search(seen, silent);
  }

  /** Whether the layer has converged; looked at now and then. */
  boolean converged(Progress progress) {
    StdpSpec stdp = spec.stdp();
    return stdp.convergence() > 0
        && progress.frames() % StdpSpec.CONVERGENCE_EVERY == 0
        && synapses.of(layer).convergence() < stdp.convergence();
  }

  /** What is left to do when the layer is frozen. */
  void freeze() {
    if (spec.binary()) {
      synapses.binarise(layer);
    }
  }
}
