package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.table.api.ValidationException;

/**
 * Training of a network on the rows of a bounded table, in the order of the rows: what the command
 * {@code train} does with a data set.
 *
 * @param fresh the network, if there is no model to go on from
 * @param part the part of the network that learns
 * @param passes the number of times that the decision layer learns from each row, at least 1
 */
public record Fitting(FreshNetwork fresh, Part part, int passes) implements Serializable {

  /** The parts of a network that a table can teach. */
  public enum Part {
    /** All feature layers. */
    FEATURES,
    /** The decision layer, from the volleys that feature layers have made. */
    DECISIONS,
    /** All feature layers, then the decision layer. */
    ALL
  }

  /** The words for the data in a model's provenance. */
  private static final String DATA = "a table";

  /**
   * Trains a network.
   *
   * @param initial the model to go on from, if any
   * @throws IllegalArgumentException if an example does not fit the network
   * @throws ValidationException if the examples do not suit the part that learns
   */
  Model train(Optional<Model> initial, Examples examples) {
    Learner learner =
        initial
            .map(model -> new Learner(model.network(), model.progress()))
            .orElseGet(fresh::learner);
    if (examples.volleys()) {
      learnVolleys(learner, examples);
    } else {
      learnImages(learner, examples);
    }
    return learner.snapshot(
        initial.map(model -> model.provenance().data() + "; " + DATA).orElse(DATA));
  }

  private void learnImages(Learner learner, Examples examples) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Trainer trainer = new Trainer(threads)) {
      trainer.learnFeatures(learner, examples, TrainingListener.NONE);
      if (part == Part.ALL) {
        trainer.learnDecisions(learner, examples, passes, TrainingListener.NONE);
      }
    }
  }

  private void learnVolleys(Learner learner, Examples examples) {
    if (part == Part.FEATURES) {
      learnFeatures(learner, examples);
    } else {
      learnDecisions(learner, examples);
    }
  }

  /** Begins with the first row for each layer and repeats the rows as often as it needs. */
  private static void learnFeatures(Learner learner, Examples examples) {
    Classifier classifier = new Classifier(learner.network());
    while (!learner.deciding()) {
      int stage = learner.stage();
      for (long i = learner.progress().frames(); learner.stage() == stage; i++) {
        Volley encoded = examples.volley((int) (i % examples.size()));
        learner.learnFeatures(classifier.borrowFeatures(encoded, stage));
      }
    }
  }

  private void learnDecisions(Learner learner, Examples examples) {
    NetworkSpec spec = learner.network().spec();
    if (!learner.deciding()) {
      throw new ValidationException(
          "a decision layer learns from volleys of feature layers that have learned; the model data"
              + " that came is of a network whose layer "
              + spec.layerName(learner.stage())
              + " has yet to learn");
    }
    if (!spec.training().plain()) {
      throw new ValidationException(
          "network "
              + spec.name()
              + " varies its images while it learns, so it needs a column of images, not of volleys");
    }
    for (int pass = 0; pass < passes; pass++) {
      for (int i = 0; i < examples.size(); i++) {
        learner.learnDecision(examples.volley(i), place(spec, examples.label(i)));
      }
    }
  }

  private static int place(NetworkSpec spec, String label) {
    int place = spec.decision().place(label);
    if (place < 0) {
      throw new IllegalArgumentException(
          "label \""
              + label
              + "\" is none of network "
              + spec.name()
              + ", which knows "
              + spec.decision().labels());
    }
    return place;
  }
}
