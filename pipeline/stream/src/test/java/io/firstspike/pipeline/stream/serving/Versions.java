package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.Predictions;
import io.firstspike.testkit.TrainedModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Versions of trained models, and the updates that a learning job publishes for them. */
public final class Versions {

  private Versions() {}

  public static String version(Model model) {
    return ModelVersion.of(model.spec(), model.provenance());
  }

  /** The updates that publish a whole model: all rows, then the manifest. */
  public static List<ModelUpdate> publication(String modelKey, Model model) {
    List<ModelUpdate> updates = new ArrayList<>(rows(modelKey, model));
    updates.add(manifest(modelKey, model));
    return updates;
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
    List<ModelRow> rows = new ArrayList<>();
    List<WeightTable> tables = model.spec().tables();
    for (int table = 0; table < tables.size(); table++) {
      for (int map = 0; map < tables.get(table).rows(); map++) {
        rows.add(
            new ModelRow(
                modelKey,
                tables.get(table).name(),
                map,
                version(model),
                model.weights()[table][map]));
      }
    }
    return rows;
  }

  static ModelManifest manifest(String modelKey, Model model) {
    Map<String, Integer> rows = new TreeMap<>();
    model.spec().tables().forEach(table -> rows.put(table.name(), table.rows()));
    return new ModelManifest(
        modelKey,
        version(model),
        model.spec().toYaml(),
        model.provenance(),
        model.progress(),
        model.fingerprint(),
        rows);
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
