package io.firstspike.pipeline.job;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.model.ModelAssembly;
import java.util.HashMap;
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
    Map<RowKey, float[]> known = rows.getOrDefault(manifest.modelKey(), Map.of());
    return ModelAssembly.of(manifest, (layer, map) -> known.get(new RowKey(layer, map)))
        .map(model -> new FollowedModel(manifest.modelKey(), manifest.modelVersion(), model));
  }
}
