package io.firstspike.pipeline.stream.model;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spec.NetworkLimit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Puts models together from the records of the models topic, any number of model keys at a time.
 * Not thread-safe.
 *
 * <p>A manifest that does not match the rows seen so far gives no model: compaction has already
 * taken some of its rows away for newer ones, whose own manifest follows.
 */
public final class ModelAssembler {

  private record RowKey(String layer, int map) {}

  private final NetworkLimit limit;
  private final Predicate<String> modelKeys;
  private final Map<String, Map<RowKey, float[]>> rows = new HashMap<>();
  private final Map<String, Long> weights = new HashMap<>();

  /** An assembler of models of any key, none above {@link NetworkLimit#DEFAULT}. */
  public ModelAssembler() {
    this(NetworkLimit.DEFAULT, modelKey -> true);
  }

  /**
   * An assembler that has seen nothing yet.
   *
   * @param limit how large a model may be
   * @param modelKeys which models are wanted; nothing is kept of others
   */
  ModelAssembler(NetworkLimit limit, Predicate<String> modelKeys) {
    this.limit = limit;
    this.modelKeys = modelKeys;
  }

  /**
   * Takes the next record of the topic; records of one model key in the order of their offsets.
   *
   * @return the model, if the record completes one
   * @throws MalformedException if it is no model update, or its spec has mistakes
   */
  public Optional<FollowedModel> accept(Received record) throws MalformedException {
    ModelUpdate update = ModelUpdateFormat.decode(record);
    if (!modelKeys.test(update.modelKey())) {
      return Optional.empty();
    }
    if (update instanceof ModelRow row) {
      keep(row);
      return Optional.empty();
    }
    return assemble((ModelManifest) update);
  }

  /** Rows of layers that a model no longer has stay: so there is room for twice a model. */
  private void keep(ModelRow row) throws MalformedException {
    Map<RowKey, float[]> known = rows.computeIfAbsent(row.modelKey(), key -> new HashMap<>());
    RowKey key = new RowKey(row.layer(), row.map());
    float[] before = known.get(key);
    long kept =
        weights.getOrDefault(row.modelKey(), 0L)
            - (before == null ? 0 : size(before))
            + size(row.weights());
    if (kept / 2 > limit.weights()) {
      throw new MalformedException(
          "model update",
          "rows of model \""
              + row.modelKey()
              + "\" have "
              + kept
              + " weights in all, more than twice the limit of "
              + limit.weights()
              + " (--max-weights)");
    }
    known.put(key, row.weights());
    weights.put(row.modelKey(), kept);
  }

  /** In weights; an empty row takes room, too. */
  private static long size(float[] row) {
    return Math.max(1, row.length);
  }

  private Optional<FollowedModel> assemble(ModelManifest manifest) throws MalformedException {
    Map<RowKey, float[]> known = rows.getOrDefault(manifest.modelKey(), Map.of());
    return ModelAssembly.of(manifest, limit, (layer, map) -> known.get(new RowKey(layer, map)))
        .map(model -> new FollowedModel(manifest.modelKey(), manifest.modelVersion(), model));
  }
}
