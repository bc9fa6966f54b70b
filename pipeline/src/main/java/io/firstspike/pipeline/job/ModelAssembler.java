package io.firstspike.pipeline.job;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.SpecException;
import io.firstspike.engine.network.WeightTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts models together from the records of the models topic, any number of model keys at a time.
 * Not thread-safe.
 *
 * <p>A manifest that does not match the rows seen so far gives no model: compaction has already
 * taken some of its rows away for newer ones, whose own manifest follows.
 */
public final class ModelAssembler {

  private static final String WHERE = "model update";

  private record RowKey(String layer, int map) {}

  private final Map<String, Map<RowKey, float[]>> rows = new HashMap<>();

  /** An assembler that has seen nothing yet. */
  public ModelAssembler() {}

  /**
   * Takes the next record of the topic; records of one model key in the order of their offsets.
   *
   * @return the model, if the record completes one
   * @throws MalformedException if it is no model update, or its spec has mistakes
   */
  public Optional<FollowedModel> accept(Received record) throws MalformedException {
    ModelUpdate update = ModelUpdateFormat.decode(record);
    if (update instanceof ModelRow row) {
      rows.computeIfAbsent(row.modelKey(), key -> new HashMap<>())
          .put(new RowKey(row.layer(), row.map()), row.weights());
      return Optional.empty();
    }
    return assemble((ModelManifest) update);
  }

  private Optional<FollowedModel> assemble(ModelManifest manifest) throws MalformedException {
    NetworkSpec spec = spec(manifest);
    Map<RowKey, float[]> known = rows.getOrDefault(manifest.modelKey(), Map.of());
    List<WeightTable> tables = spec.tables();
    float[][][] weights = new float[tables.size()][][];
    for (int table = 0; table < weights.length; table++) {
      weights[table] = new float[tables.get(table).rows()][];
      for (int map = 0; map < weights[table].length; map++) {
        weights[table][map] = known.get(new RowKey(tables.get(table).name(), map));
        if (weights[table][map] == null) {
          return Optional.empty();
        }
      }
    }
    Model model = new Model(spec, manifest.provenance(), manifest.progress(), weights);
    return model.fingerprint().equals(manifest.sha256())
        ? Optional.of(new FollowedModel(manifest.modelKey(), manifest.modelVersion(), model))
        : Optional.empty();
  }

  private static NetworkSpec spec(ModelManifest manifest) throws MalformedException {
    try {
      return NetworkSpec.parse("of model " + manifest.modelKey(), manifest.specYaml());
    } catch (SpecException e) {
      throw new MalformedException(WHERE, e.getMessage(), e);
    }
  }
}
