package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.Map;
import java.util.TreeMap;

/** Tells others what a learner has learned: the rows that changed, then a manifest. */
final class Publication {

  private final KeyedLearner learner;

  Publication(KeyedLearner learner) {
    this.learner = learner;
  }

  void publish(KeyContext turn) {
    String version = learner.version();
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
            learner.provenance(),
            learner.progress(),
            Model.fingerprint(weights),
            rows(spec)));
  }

  private static Map<String, Integer> rows(NetworkSpec spec) {
    Map<String, Integer> rows = new TreeMap<>();
    spec.tables().forEach(table -> rows.put(table.name(), table.rows()));
    return rows;
  }
}
