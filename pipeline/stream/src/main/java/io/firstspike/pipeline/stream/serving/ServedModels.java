package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.NetworkGroup;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.model.ModelAssembly;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest complete version of the model of each key. State mirrors the compacted topic, with the
 * same keys: rows and manifest that serve, and rows that wait for their manifest. The networks made
 * from state are a cache.
 */
final class ServedModels {

  private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);

  static final MapStateDescriptor<String, ModelUpdate> SERVING = descriptor("models-serving");
  static final MapStateDescriptor<String, ModelUpdate> PENDING = descriptor("model-rows-pending");

  /**
   * The largest number of networks in the cache, of about 10 MB each. Others are made from state
   * when a frame comes.
   */
  private static final int READY = 64;

  private static final String WHERE = "model update";

  private final BroadcastState<String, ModelUpdate> serving;
  private final PendingRows pending;
  private final Optional<ServedModel> base;
  private final Batching batching;
  private final NetworkGroup group;
  private final int limit;
  private final NetworkLimit networkLimit;
  private final Set<String> modelKeys = new HashSet<>();
  private final Set<String> served = new HashSet<>();
  private final Map<String, ServedModel> ready = new LinkedHashMap<>(16, 0.75f, true);

  /** Models that no frame will be given to any more, while frames may wait for their replies. */
  private final List<ServedModel> retired = new ArrayList<>();

  private ServedModels(
      BroadcastState<String, ModelUpdate> serving,
      PendingRows pending,
      Optional<ServedModel> base,
      Batching batching,
      NetworkGroup group,
      ServingLimits limits) {
    this.serving = serving;
    this.pending = pending;
    this.base = base;
    this.batching = batching;
    this.group = group;
    this.limit = limits.maxModels();
    this.networkLimit = new NetworkLimit(limits.maxWeights());
  }

  private static MapStateDescriptor<String, ModelUpdate> descriptor(String name) {
    return new MapStateDescriptor<>(name, Types.STRING, new VersionedType<>(Codecs.MODEL_UPDATE));
  }

  /**
   * Makes the view of the models in {@code store}.
   *
   * @param base the model that serves every key without a model of its own
   * @param batching says what executes the models
   * @param limits limits on the number of model keys and on the size of their models
   */
  static ServedModels open(
      OperatorStateStore store, Optional<Model> base, Batching batching, ServingLimits limits)
      throws Exception {
    BroadcastState<String, ModelUpdate> serving = store.getBroadcastState(SERVING);
    Backend backend = batching.require();
    NetworkGroup group = backend.group(batching.size(backend));
    ServedModels models =
        new ServedModels(
            serving,
            new PendingRows(store.getBroadcastState(PENDING), limits.maxWeights()),
            base.map(model -> ServedModel.ofJob(model, batching, group)),
            batching,
            group,
            limits);
    for (Map.Entry<String, ModelUpdate> update : serving.immutableEntries()) {
      models.served.add(update.getValue().modelKey());
    }
    models.modelKeys.addAll(models.served);
    models.modelKeys.addAll(models.pending.modelKeys());
    return models;
  }

  /**
   * Takes the next record of the models topic; records of one model key must come in the order of
   * their offsets.
   *
   * @param meters are told of a version that is taken over
   * @return whether the record completes the first model of its key
   * @throws MalformedException if the record cannot be used
   */
  boolean take(Received record, ServingMeters meters) throws Exception {
    ModelUpdate update = ModelUpdateFormat.decode(record);
    if (!modelKeys.contains(update.modelKey()) && modelKeys.size() >= limit) {
      throw new MalformedException(
          WHERE, "there is no room for another model key: " + limit + " are served (--max-models)");
    }
    modelKeys.add(update.modelKey());
    if (update instanceof ModelRow row) {
      pending.put(row);
      return false;
    }
    return adopt((ModelManifest) update, meters) && served.add(update.modelKey());
  }

  private boolean adopt(ModelManifest manifest, ServingMeters meters) throws Exception {
    Optional<Model> model = assemble(manifest, networkLimit, this::pendingOrServing);
    if (model.isEmpty()) {
      return false;
    }
    // Made before state changes: if this version cannot serve, the one before it stays.
    ServedModel next = ServedModel.published(manifest.modelVersion(), model.get(), batching, group);
    replace(manifest, model.get().spec());
    keepReady(manifest.modelKey(), next);
    meters.tookOver(manifest.modelVersion());
    LOG.info("model \"{}\" serves version {}", manifest.modelKey(), manifest.modelVersion());
    return true;
  }

  private ModelRow pendingOrServing(String key) throws Exception {
    ModelRow row = pending.row(key);
    return row == null ? serving(key) : row;
  }

  private ModelRow serving(String key) throws Exception {
    return (ModelRow) serving.get(key);
  }

  private void replace(ModelManifest manifest, NetworkSpec spec) throws Exception {
    String modelKey = manifest.modelKey();
    ModelManifest before = manifest(modelKey);
    Set<String> rows = rowKeys(modelKey, spec);
    if (before != null && !before.specYaml().equals(manifest.specYaml())) {
      for (String old :
          rowKeys(modelKey, NetworkSpec.parse("before", before.specYaml(), NetworkLimit.NONE))) {
        if (!rows.contains(old)) {
          serving.remove(old);
        }
      }
    }
    for (ModelRow row : pending.takeAll(modelKey)) {
      if (rows.contains(ModelUpdateFormat.key(row))) {
        serving.put(ModelUpdateFormat.key(row), row);
      }
    }
    serving.put(ModelUpdateFormat.key(manifest), manifest);
  }

  private static Set<String> rowKeys(String modelKey, NetworkSpec spec) {
    Set<String> keys = new HashSet<>();
    for (WeightTable table : spec.tables()) {
      for (int map = 0; map < table.rows(); map++) {
        keys.add(ModelUpdateFormat.rowKey(modelKey, table.name(), map));
      }
    }
    return keys;
  }

  /** Whether there is a model to serve {@code modelKey}. */
  boolean has(String modelKey) {
    return base.isPresent() || served.contains(modelKey);
  }

  /** The model that serves {@code modelKey} at present; there must be one. */
  ServedModel of(String modelKey, ServingMeters meters) throws Exception {
    ServedModel known = ready.get(modelKey);
    if (known == null && !served.contains(modelKey)) {
      return base.orElseThrow();
    }
    meters.lookedUp(known != null);
    if (known != null) {
      return known;
    }
    ModelManifest manifest = manifest(modelKey);
    Model model =
        assemble(manifest, NetworkLimit.NONE, this::serving)
            .orElseThrow(() -> new IllegalStateException("state lacks rows of " + modelKey));
    ServedModel made = ServedModel.published(manifest.modelVersion(), model, batching, group);
    keepReady(modelKey, made);
    return made;
  }

  private ModelManifest manifest(String modelKey) throws Exception {
    return (ModelManifest) serving.get(ModelUpdateFormat.manifestKey(modelKey));
  }

  /** Gives the row of a record key; null if there is none. */
  @FunctionalInterface
  private interface Rows {
    ModelRow row(String key) throws Exception;
  }

  private static Optional<Model> assemble(ModelManifest manifest, NetworkLimit limit, Rows rows)
      throws Exception {
    return ModelAssembly.of(
        manifest,
        limit,
        (layer, map) -> {
          ModelRow row = rows.row(ModelUpdateFormat.rowKey(manifest.modelKey(), layer, map));
          return row == null ? null : row.weights();
        });
  }

  private void keepReady(String modelKey, ServedModel model) {
    ServedModel before = ready.put(modelKey, model);
    if (before != null) {
      retired.add(before);
    }
    if (ready.size() > READY) {
      retired.add(ready.remove(ready.keySet().iterator().next()));
    }
  }

  /** The number of networks of published models in memory; may be called from any thread. */
  int ready() {
    return ready.size();
  }

  /** The networks of all models that are ready. */
  NetworkGroup networks() {
    return group;
  }

  /** Ends the models that have been replaced, when no frame waits for a reply by one of them. */
  void closeRetired() {
    retired.forEach(ServedModel::close);
    retired.clear();
  }

  /** Ends all models. */
  void close() {
    group.close();
  }
}
