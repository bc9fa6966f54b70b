package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.Predictions;
import io.firstspike.testkit.ModelPublication;
import io.firstspike.testkit.TrainedModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Versions of trained models, and the updates that a learning job publishes for them. */
public final class Versions {

  private Versions() {}

  public static String version(Model model) {
    return ModelVersion.of(model.spec(), model.provenance());
  }

  /** The updates that publish a whole model: all rows, then the manifest. */
  public static List<ModelUpdate> publication(String modelKey, Model model) {
    return ModelPublication.of(modelKey, version(model), model);
  }

  /**
   * The updates from one model to another: the rows of {@code to} that differ from those of {@code
   * from}, then the manifest.
   */
  public static List<ModelUpdate> changes(String modelKey, Model from, Model to) {
    List<ModelRow> before = rows(modelKey, from);
    List<ModelRow> after = rows(modelKey, to);
    List<ModelUpdate> updates = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      if (!Arrays.equals(before.get(i).weights(), after.get(i).weights())) {
        updates.add(after.get(i));
      }
    }
    updates.add(manifest(modelKey, to));
    return updates;
  }

  static List<ModelRow> rows(String modelKey, Model model) {
    return ModelPublication.rows(modelKey, version(model), model);
  }

  static ModelManifest manifest(String modelKey, Model model) {
    return ModelPublication.manifest(modelKey, version(model), model);
  }

  /** The prediction of a classifier with this model, made at the time of {@code prediction}. */
  public static Prediction expected(Model model, int digit, Prediction prediction) {
    Decision decision = new Classifier(model.serving()).classify(TrainedModels.DIGITS.image(digit));
    return Predictions.of(
        prediction.modelKey(),
        prediction.frameId(),
        decision,
        model.spec(),
        Prediction.DECISION,
        version(model),
        prediction.frameTimestamp(),
        prediction.decidedAt());
  }
}
