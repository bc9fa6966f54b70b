package io.firstspike.testkit;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.WeightTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the updates that a learning job publishes for a model. */
public final class ModelPublication {

  private ModelPublication() {}

  /** The updates that publish a whole model: all rows, then the manifest. */
  public static List<ModelUpdate> of(String modelKey, String version, Model model) {
    List<ModelUpdate> updates = new ArrayList<>(rows(modelKey, version, model));
    updates.add(manifest(modelKey, version, model));
    return updates;
  }

  /** The rows of all tables. */
  public static List<ModelRow> rows(String modelKey, String version, Model model) {
    List<ModelRow> rows = new ArrayList<>();
    List<WeightTable> tables = model.spec().tables();
    for (int table = 0; table < tables.size(); table++) {
      for (int map = 0; map < tables.get(table).rows(); map++) {
        rows.add(
            new ModelRow(
                modelKey, tables.get(table).name(), map, version, model.weights()[table][map]));
      }
    }
    return rows;
  }

  /** The manifest that follows the rows. */
  public static ModelManifest manifest(String modelKey, String version, Model model) {
    Map<String, Integer> rows = new TreeMap<>();
    model.spec().tables().forEach(table -> rows.put(table.name(), table.rows()));
    return new ModelManifest(
        modelKey,
        version,
        model.spec().toYaml(),
        model.provenance(),
        model.progress(),
        model.fingerprint(),
        rows);
  }
}
