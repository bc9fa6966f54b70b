package io.firstspike.engine.diagnosis;

import io.firstspike.engine.layer.FirstSpikes;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.layer.Winners;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.StdpSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A short learning of a network from a sample, layer by layer, during which it is measured.
 *
 * @param learner the learner, which has learned
 * @param layers signs of its feature layers
 */
record Trial(Learner learner, List<LayerSigns> layers) {

  /** Stimuli on which ties of first weights are counted. */
  private static final int TIE_STIMULI = 50;

  /**
   * Lets a new network learn.
   *
   * @param taught the stimuli to learn from, over and over
   * @param shown how many of them are shown to each layer when it has learned
   * @param most the most frames that a layer learns from
   */
  static Trial of(NetworkSpec spec, long seed, Sample taught, int shown, long most) {
    Map<String, Long> schedule = new HashMap<>();
    for (FeatureSpec layer : spec.features()) {
      schedule.put(layer.name(), Math.min(most, layer.stdp().frames()));
    }
    Learner learner = Learner.fresh(spec.withSchedule(schedule), seed);
    List<LayerSigns> layers = new ArrayList<>();
    List<Volley> inputs = taught.volleys();
    for (int layer = 0; layer < spec.features().size(); layer++) {
      inputs = layer == 0 ? inputs : outputs(learner.network(), layer - 1, inputs);
      LayerWeights weights = learner.network().weights().table(layer);
      FeatureSpec feature = spec.features().get(layer);
      double tied = tied(feature, weights, inputs);
      double convergence = learn(learner, layer, inputs);
      LayerExaminer examiner = new LayerExaminer(feature, weights);
      inputs.subList(0, shown).forEach(examiner::show);
      layers.add(
          examiner.signs(
              feature.stdp().frames(), learner.progress().framesOf(layer), convergence, tied));
    }
    learnDecisions(learner, taught);
    return new Trial(learner, layers);
  }

  /** The signs of a network that has learned. */
  static List<LayerSigns> examined(Network network, Progress progress, Sample sample) {
    List<LayerSigns> layers = new ArrayList<>();
    List<Volley> inputs = sample.volleys();
    for (int layer = 0; layer < network.spec().features().size(); layer++) {
      inputs = layer == 0 ? inputs : outputs(network, layer - 1, inputs);
      FeatureSpec feature = network.spec().features().get(layer);
      LayerWeights weights = network.weights().table(layer);
      LayerExaminer examiner = new LayerExaminer(feature, weights);
      inputs.forEach(examiner::show);
      double convergence = feature.binary() ? Double.NaN : weights.convergence();
      long learned = progress.framesOf(layer);
      layers.add(examiner.signs(feature.stdp().frames(), learned, convergence, Double.NaN));
    }
    return layers;
  }

  /** Lets the layer learn until it is frozen; returns its convergence before that. */
  private static double learn(Learner learner, int layer, List<Volley> inputs) {
    LayerWeights weights = learner.network().weights().table(layer);
    long planned = learner.network().spec().features().get(layer).stdp().frames();
    double convergence = weights.convergence();
    for (long frame = 0; learner.stage() == layer; frame++) {
      long number = learner.progress().frames() + 1;
      if (number == planned || number % StdpSpec.CONVERGENCE_EVERY == 0) {
        convergence = weights.convergence();
      }
      learner.learnFeatures(inputs.get((int) (frame % inputs.size())));
    }
    return convergence;
  }

  private static List<Volley> outputs(Network network, int layer, List<Volley> inputs) {
    var features = network.featureLayers(layer + 1).get(layer);
    return inputs.stream().map(features::forward).toList();
  }

  /** The share of winners that are equalled by another map's neuron at their place. */
  private static double tied(FeatureSpec spec, LayerWeights weights, List<Volley> inputs) {
    WinnerSearch search =
        new WinnerSearch(
            weights, spec.threshold(), spec.stdp().winners(), spec.stdp().inhibitionRadius());
    FirstSpikes spikes = new FirstSpikes(weights, spec.threshold());
    int locations = weights.layout().output().locations();
    long all = 0;
    long tied = 0;
    for (Volley input : inputs.subList(0, Math.min(TIE_STIMULI, inputs.size()))) {
      Spikes seen = spec.inhibitInput() ? PointwiseInhibition.apply(input) : input;
      Winners winners = search.search(seen);
      byte[] latencies = spikes.fire(seen);
      for (int i = 0; i < winners.count(); i++) {
        all++;
        for (int map = 0; map < spec.maps(); map++) {
          int other = map * locations + winners.neuron(i) % locations;
          if (map != winners.map(i)
              && latencies[other] == winners.step(i)
              && spikes.potentials()[other] == winners.potential(i)) {
            tied++;
            break;
          }
        }
      }
    }
    return all == 0 ? 0 : (double) tied / all;
  }

  private static void learnDecisions(Learner learner, Sample sample) {
    Classifier classifier = new Classifier(learner.network());
    for (int i = 0; i < sample.size(); i++) {
      if (sample.labels()[i] >= 0) {
        learner.learnDecision(
            classifier.borrowEvidence(sample.volleys().get(i)), sample.labels()[i]);
      }
    }
  }
}
