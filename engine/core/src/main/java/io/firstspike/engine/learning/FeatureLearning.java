package io.firstspike.engine.learning;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.layer.Winners;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.StdpSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Spikes;

/** Learning of a feature layer: the winners of each frame learn by STDP. */
final class FeatureLearning {

  private final int layer;
  private final FeatureSpec spec;
  private final Synapses synapses;
  private final WinnerSearch search;
  private final byte[] latencies;
  private final Stdp[] rules;

  /**
   * Prepares the learning of layer {@code layer}.
   *
   * @param loops the inner loops of the learner
   */
  FeatureLearning(int layer, FeatureSpec spec, Synapses synapses, WeightLoops loops) {
    this.layer = layer;
    this.spec = spec;
    this.synapses = synapses;
    this.search =
        new WinnerSearch(
            synapses.of(layer),
            spec.threshold(),
            spec.stdp().winners(),
            spec.stdp().inhibitionRadius(),
            loops);
    this.latencies = new byte[synapses.structure(layer).input().size()];
    this.rules = new Stdp[spec.maps()];
  }

  /**
   * Learns from one frame.
   *
   * @param presynaptic the output of the layers below
   * @param course progress with this frame counted
   */
  void learn(Spikes presynaptic, ProgressTracker course) {
    long frame = course.frames();
    if (rules[0] == null || spec.stdp().changesAt(frame)) {
      spec.stdp().rules(frame, rules);
    }
    Spikes seen = spec.inhibitInput() ? PointwiseInhibition.apply(presynaptic) : presynaptic;
    seen.writeLatencies(latencies);
    Winners winners = search.search(seen, silent(course));
    for (int i = 0; i < winners.count(); i++) {
      synapses.learn(
          layer,
          winners.neuron(i),
          winners.step(i),
          rules[winners.map(i)],
          latencies,
          (byte) seen.steps(),
          frame - 1);
    }
    if (frame == 1) {
      for (int map = 0; map < spec.maps(); map++) {
        synapses.clamp(layer, map, rules[map], 0);
      }
    }
  }

  /** The maps that are silenced at random, {@code [map]}; null if there is no dropout. */
  private boolean[] silent(ProgressTracker course) {
    return spec.stdp().dropout() == null
        ? null
        : Dropout.silent(
            spec.stdp().dropout(), spec.maps(), course.seed(), layer, course.frames() - 1);
  }

  /**
   * Whether the layer has converged. This is checked only once in {@link
   * StdpSpec#CONVERGENCE_EVERY} frames.
   */
  boolean converged(ProgressTracker course) {
    StdpSpec stdp = spec.stdp();
    return stdp.convergence() > 0
        && course.frames() % StdpSpec.CONVERGENCE_EVERY == 0
        && synapses.of(layer).convergence() < stdp.convergence();
  }

  /** Completes the layer when it is frozen: rounds its weights to 0 and 1, if its spec says so. */
  void freeze() {
    if (spec.binary()) {
      synapses.binarise(layer);
    }
  }
}
