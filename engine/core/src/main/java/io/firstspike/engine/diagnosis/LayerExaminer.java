package io.firstspike.engine.diagnosis;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.PoolSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;

/** Shows volleys to a feature layer and counts what its neurons do, before pooling. */
final class LayerExaminer {

  private final FeatureSpec spec;
  private final LayerWeights weights;
  private final DecisionNeurons potentials;
  private final FeatureLayer reading;
  private final VolleyBuffer fires;
  private final FeatureLayer sensing;
  private final VolleyBuffer senses;
  private final WinnerSearch search;
  private final long[] fired;
  private final float[] highest;
  private long inputs;
  private long reached;
  private long winners;
  private int stimuli;

  LayerExaminer(FeatureSpec spec, LayerWeights weights) {
    this.spec = spec;
    this.weights = weights;
    this.potentials = new DecisionNeurons(weights, false);
    this.reading =
        new FeatureLayer(
            weights, Arrays.copyOf(spec.frozenThresholds(), 1), PoolSpec.NONE.pooling());
    this.fires = new VolleyBuffer(reading.output());
    this.sensing = sensing(weights.layout());
    this.senses = new VolleyBuffer(sensing.output());
    this.search =
        new WinnerSearch(
            weights, spec.threshold(), spec.stdp().winners(), spec.stdp().inhibitionRadius());
    this.fired = new long[spec.maps()];
    this.highest = new float[spec.maps()];
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
  }

  /** A layer of one map that fires wherever a neuron of {@code layout} has any input. */
  private static FeatureLayer sensing(Convolution layout) {
    LayerWeights ones = new LayerWeights(new Convolution(layout.input(), 1, layout.window()));
    float[] row = new float[layout.fan()];
    Arrays.fill(row, 1);
    ones.setRow(0, row);
    return new FeatureLayer(ones, new float[] {0}, PoolSpec.NONE.pooling());
  }

  void show(Volley input) {
    stimuli++;
    inputs += input.count();
    reached += sensing.forwardAtAll(input, senses).count();
    Volley spikes = reading.forwardAtAll(input, fires);
    for (int i = 0; i < spikes.count(); i++) {
      fired[spikes.spike(i) / spikes.shape().locations()]++;
    }
    potentials.integrate(input);
    for (int map = 0; map < highest.length; map++) {
      highest[map] = Math.max(highest[map], potentials.potential(map));
    }
    Spikes seen = spec.inhibitInput() ? PointwiseInhibition.apply(input) : input;
    winners += search.search(seen).count();
  }

  /** What has been seen. */
  LayerSigns signs(long planned, long learned, double convergence, double tied) {
    return new LayerSigns(
        spec,
        planned,
        learned,
        convergence,
        tied,
        (double) winners / Math.max(1, stimuli),
        weights.rows(),
        stimuli,
        (double) inputs / Math.max(1, stimuli),
        reached,
        fired.clone(),
        highest.clone());
  }
}
