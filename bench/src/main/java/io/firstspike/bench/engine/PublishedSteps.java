package io.firstspike.bench.engine;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The steps of a trained network, each from an image's pixels on: a learning frame of each layer,
 * with the layers below, and inference.
 */
final class PublishedSteps {

  /** Inference. */
  static final String WHOLE = "whole";

  /** Frames after which the rates of STDP grow no more. */
  private static final long LATE = 60_000;

  private final Map<String, IntConsumer> steps = new LinkedHashMap<>();

  /**
   * The steps of {@code model}, each with weights of its own.
   *
   * @param labels of the images
   */
  PublishedSteps(Model model, List<Image> images, int[] labels) {
    Classifier classifier = new Classifier(model.serving());
    steps.put(WHOLE, i -> classifier.label(images.get(i)));
    NetworkSpec spec = model.spec();
    for (int stage = 0; stage < spec.features().size(); stage++) {
      steps.put(spec.layerName(stage), features(model, stage, images));
    }
    Network network = Network.of(spec, model.serving().weights().toArrays());
    Learner learner = new Learner(network, model.progress());
    Classifier below = new Classifier(network);
    steps.put(
        spec.decision().name(),
        i -> learner.learnDecision(below.borrowEvidence(images.get(i)), labels[i]));
  }

  private static IntConsumer features(Model model, int stage, List<Image> images) {
    NetworkSpec.Builder unstopped = model.spec().toBuilder();
    for (FeatureSpec layer : model.spec().features()) {
      unstopped.feature(
          layer.name(), f -> f.stdp(stdp -> stdp.frames(Integer.MAX_VALUE).convergence(0)));
    }
    Progress trained = model.progress();
    Progress late =
        new Progress(
            trained.seed(),
            stage,
            LATE,
            trained.frozenAfter().subList(0, stage),
            trained.verdicts(),
            trained.adaptation(),
            trained.activity());
    Network network = Network.of(unstopped.build(), model.serving().weights().toArrays());
    Learner learner = new Learner(network, late);
    Classifier below = new Classifier(network);
    return i ->
        learner.learnFeatures(below.borrowFeatures(below.borrowEncoded(images.get(i)), stage));
  }

  /** The names of the steps: {@link #WHOLE}, and of the layers that learn. */
  Iterable<String> names() {
    return steps.keySet();
  }

  /** Does a step with the image of a number. */
  IntConsumer step(String name) {
    return steps.get(name);
  }
}
