package io.firstspike.examples;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Trains a network on handwritten digits in one pass, then classifies others with its file. */
public final class TrainAndClassify {

  private TrainAndClassify() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    Path file = Files.createTempFile("digits", ".fspk");
    train(file);
    System.out.printf("%.1f %% of 500 other digits are classified right%n", 100 * classify(file));
    Files.delete(file);
  }

  /** Learns from 2,000 digits, each of them once, and writes the model. */
  static void train(Path file) {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", 4000L));
    Learner learner = Learner.fresh(spec, 1);
    Dataset digits = MnistSample.train();
    try (Trainer trainer = new Trainer(2)) {
      trainer.learnFeatures(learner, digits, TrainingListener.NONE); // STDP, no labels
      trainer.learnDecisions(learner, digits, 1, TrainingListener.NONE); // one pass of labels
    }
    ModelFile.write(file, learner.snapshot("digits"));
  }

  /** Classifies 500 digits in one batch; returns the share that is right. */
  static double classify(Path file) {
    Model model = ModelFile.read(file);
    Dataset digits = MnistSample.test();
    List<Image> images = IntStream.range(0, digits.size()).mapToObj(digits::image).toList();
    Backend backend = Backends.choose(Backends.AUTO, model.spec());
    try (Inference inference = backend.open(model.serving())) {
      List<Decision> decisions = inference.classify(images);
      long right =
          IntStream.range(0, images.size())
              .filter(i -> name(model, decisions.get(i)).equals(digits.label(i)))
              .count();
      return (double) right / images.size();
    }
  }

  private static String name(Model model, Decision decision) {
    return decision.silent() ? "none" : model.spec().decision().labels().get(decision.label());
  }
}
