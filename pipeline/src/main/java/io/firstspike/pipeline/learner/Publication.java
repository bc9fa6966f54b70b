package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.Provenance;
import io.firstspike.pipeline.learner.Tally.Count;
import io.firstspike.pipeline.model.BaseModel;
import io.firstspike.pipeline.model.ModelVersion;
import java.util.Map;
import java.util.TreeMap;

/** Tells others what a learner has learned: the rows that changed, then a manifest. */
final class Publication {

  private final BaseModel base;
  private final KeyedLearner learner;
  private final Tally tally;

  Publication(BaseModel base, KeyedLearner learner, Tally tally) {
    this.base = base;
    this.learner = learner;
    this.tally = tally;
  }

  /** Network name and number of updates so far. */
  String modelVersion() {
    return ModelVersion.of(base.spec(), provenance());
  }

  private long framesLearned() {
    return base.provenance().framesLearned() + tally.of(Count.FRAMES_LEARNED);
  }

  private long labelsLearned() {
    return base.provenance().labelsLearned() + tally.of(Count.LABELS_LEARNED);
  }

  void publish(Turn turn) {
    String version = modelVersion();
    NetworkSpec spec = learner.spec();
    float[][][] weights = learner.weights();
    Rows rows = learner.takeUnpublished();
    for (int table = 0; table < rows.tables(); table++) {
      String layer = spec.tables().get(table).name();
      for (int map = rows.next(table, 0); map >= 0; map = rows.next(table, map + 1)) {
        turn.publish(new ModelRow(turn.modelKey(), layer, map, version, weights[table][map]));
      }
    }
    turn.publish(
        new ModelManifest(
            turn.modelKey(),
            version,
            spec.toYaml(),
            provenance(),
            learner.progress(),
            Model.fingerprint(weights),
            rows(spec)));
  }

  private Provenance provenance() {
    Provenance from = base.provenance();
    return new Provenance(
        from.software(), from.seed(), from.data(), framesLearned(), labelsLearned());
  }

  private static Map<String, Integer> rows(NetworkSpec spec) {
    Map<String, Integer> rows = new TreeMap<>();
    spec.tables().forEach(table -> rows.put(table.name(), table.rows()));
    return rows;
  }
}
