package io.firstspike.pipeline.app.page.network;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;

/** Runs frames through a network layer by layer, and notes all spikes. Thread-safe. */
final class SeeingNetwork {

  /** The most neurons of a layer whose spikes are shown. */
  private static final int MOST_NEURONS = 1 << 20;

  private final Network network;
  private final Classifier classifier;
  private final Decider decider;

  SeeingNetwork(Network network) {
    this.network = network;
    this.classifier = new Classifier(network);
    this.decider = new Decider(network);
  }

  /**
   * How the network sees {@code stimulus}.
   *
   * @throws IllegalArgumentException if it does not take it
   */
  synchronized SpikeRaster see(String modelKey, String frameId, String version, Stimulus stimulus) {
    NetworkSpec spec = network.spec();
    List<Volley> volleys = new ArrayList<>(List.of(classifier.encode(stimulus)));
    List<SpikeRaster.Layer> layers = new ArrayList<>(List.of(layer("encoder", volleys.get(0))));
    for (int i = 0; i < spec.features().size(); i++) {
      volleys.add(classifier.features(volleys.get(0), i + 1));
      layers.add(layer(spec.layerName(i), volleys.get(i + 1)));
    }
    Decision decision = classifier.classify(stimulus);
    List<String> labels = spec.decision().labels();
    return new SpikeRaster(
        modelKey,
        frameId,
        version,
        volleys.get(0).steps(),
        layers,
        labels,
        decider.byPotential() ? potentials(seen(volleys), classifier.evidence(stimulus)) : null,
        decision.silent() ? null : labels.get(decision.label()),
        decision.winner().map(winner -> winner.potential()).orElse(null));
  }

  private static SpikeRaster.Layer layer(String name, Volley volley) {
    return new SpikeRaster.Layer(
        name,
        volley.shape().maps(),
        volley.shape().height(),
        volley.shape().width(),
        volley.count(),
        volley.shape().size() > MOST_NEURONS ? null : volley.latencies());
  }

  /** The spikes that the decision layer is connected to, with the time steps they have. */
  private Volley seen(List<Volley> volleys) {
    List<Integer> inputs = network.spec().decisionInputs();
    Volley[] seen = inputs.stream().map(input -> volleys.get(input + 1)).toArray(Volley[]::new);
    return seen.length == 1 ? seen[0] : new VolleyBuffer(network.evidence()).fillJoined(seen);
  }

  /**
   * The potentials of the labels, time step by time step.
   *
   * @param evidence what the layer decides on in the end: the same spikes in an order of its own,
   *     which the last digits of a sum depend on
   */
  private float[][] potentials(Volley seen, Volley evidence) {
    byte[] latencies = seen.latencies();
    byte[] soFar = new byte[latencies.length];
    float[][] potentials = new float[seen.steps()][];
    for (int step = 0; step < seen.steps(); step++) {
      for (int i = 0; i < soFar.length; i++) {
        soFar[i] = latencies[i] <= step ? latencies[i] : (byte) seen.steps();
      }
      boolean last = step == seen.steps() - 1;
      decider.decide(last ? evidence : Volley.ofLatencies(seen.shape(), seen.steps(), soFar));
      potentials[step] = byLabel();
    }
    return potentials;
  }

  private float[] byLabel() {
    DecisionSpec decision = network.spec().decision();
    float[] highest = new float[decision.labels().size()];
    for (int label = 0; label < highest.length; label++) {
      int first = label * decision.neuronsPerLabel();
      highest[label] = decider.neurons().potential(first);
      for (int map = first + 1; map < first + decision.neuronsPerLabel(); map++) {
        highest[label] = Math.max(highest[label], decider.neurons().potential(map));
      }
    }
    return highest;
  }
}
