package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.engine.spec.NetworkLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.state.BroadcastState;

/**
 * Rows whose manifest has not come yet. They are kept beside the rows that serve, so that those
 * stay of one version. A row replaces the one before it. Since a manifest may never come, the rows
 * of a model key take at most as much memory as two of the largest models.
 */
final class PendingRows {

  /** The memory of a row without its weights, about, in bytes. */
  private static final int ROW_BYTES = 128;

  private final long maxBytes;
  private final BroadcastState<String, ModelUpdate> state;
  private final Map<String, Set<String>> keys = new HashMap<>();
  private final Map<String, Long> bytes = new HashMap<>();

  /**
   * Makes the view of the rows in {@code state}.
   *
   * @param weights the largest number of weights of a model
   */
  PendingRows(BroadcastState<String, ModelUpdate> state, long weights) throws Exception {
    this.state = state;
    this.maxBytes = 2L * Float.BYTES * Math.min(weights, NetworkLimit.MOST_WEIGHTS);
    for (Map.Entry<String, ModelUpdate> row : state.immutableEntries()) {
      count(row.getKey(), (ModelRow) row.getValue());
    }
  }

  private void count(String key, ModelRow row) {
    keys.computeIfAbsent(row.modelKey(), k -> new TreeSet<>()).add(key);
    bytes.merge(row.modelKey(), size(row), Long::sum);
  }

  private static long size(ModelRow row) {
    return ROW_BYTES + (long) row.weights().length * Float.BYTES;
  }

  /** The model keys with pending rows. */
  Set<String> modelKeys() {
    return keys.keySet();
  }

  void put(ModelRow row) throws Exception {
    String key = ModelUpdateFormat.key(row);
    ModelRow before = row(key);
    long held = bytes.getOrDefault(row.modelKey(), 0L) - (before == null ? 0 : size(before));
    if (held + size(row) > maxBytes) {
      throw new MalformedException(
          "model update",
          "rows of model \""
              + row.modelKey()
              + "\" wait for their manifest with "
              + held
              + " bytes; more than "
              + maxBytes
              + " are not kept; larger models need a larger --max-weights");
    }
    bytes.put(row.modelKey(), held);
    state.put(key, row);
    count(key, row);
  }

  /** The row with this record key, or null. */
  ModelRow row(String key) throws Exception {
    return (ModelRow) state.get(key);
  }

  /** Removes and returns all rows of a model key. */
  List<ModelRow> takeAll(String modelKey) throws Exception {
    List<ModelRow> rows = new ArrayList<>();
    for (String key : keys.getOrDefault(modelKey, Set.of())) {
      rows.add(row(key));
      state.remove(key);
    }
    keys.remove(modelKey);
    bytes.remove(modelKey);
    return rows;
  }
}
