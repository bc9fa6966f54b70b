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
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Assembles models from their updates, for any number of model keys at a time. Not thread-safe.
 *
 * <p>A manifest that does not match the rows seen so far gives no model: compaction has already
 * removed some of its rows for newer ones, whose manifest follows.
 */
@API(status = Status.MAINTAINED)
public final class ModelAssembler {

  private record RowKey(String layer, int map) {}

  private final NetworkLimit limit;
  private final Predicate<String> modelKeys;
  private final Map<String, Map<RowKey, float[]>> rows = new HashMap<>();
  private final Map<String, Long> weights = new HashMap<>();

  /** Makes an assembler of models of all keys, within {@link NetworkLimit#DEFAULT}. */
  public ModelAssembler() {
    this(NetworkLimit.DEFAULT, modelKey -> true);
  }

  /**
   * Makes an assembler of some models.
   *
   * @param limit the limit on a model's size
   * @param modelKeys accepts the keys of the wanted models; others are ignored
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
    return accept(ModelUpdateFormat.decode(record));
  }

  /**
   * Takes the next update; updates of one model key in the order in which they were made.
   *
   * @return the model, if the update completes one
   * @throws MalformedException if its spec has mistakes, or it is too large
   */
  public Optional<FollowedModel> accept(ModelUpdate update) throws MalformedException {
    if (!modelKeys.test(update.modelKey())) {
      return Optional.empty();
    }
    if (update instanceof ModelRow row) {
      keep(row);
      return Optional.empty();
    }
    return assemble((ModelManifest) update);
  }

  /**
   * Keeps a row. Rows of layers that a model no longer has are kept, too, so the limit is twice the
   * size of a model.
   */
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

  /** The size of a row, in weights; an empty row counts, too. */
  private static long size(float[] row) {
    return Math.max(1, row.length);
  }

  private Optional<FollowedModel> assemble(ModelManifest manifest) throws MalformedException {
    Map<RowKey, float[]> known = rows.getOrDefault(manifest.modelKey(), Map.of());
    return ModelAssembly.of(manifest, limit, (layer, map) -> known.get(new RowKey(layer, map)))
        .map(model -> new FollowedModel(manifest.modelKey(), manifest.modelVersion(), model));
  }
}
