package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.Map;
import java.util.TreeMap;

/** Publishes the model of a learner: the rows that changed, then a manifest. */
final class Publication {

  private final KeyedLearner learner;

  Publication(KeyedLearner learner) {
    this.learner = learner;
  }

  void publish(KeyContext context) {
    String version = learner.version();
    NetworkSpec spec = learner.spec();
    float[][][] weights = learner.weights().toArrays();
    RowSet rows = learner.takeUnpublished();
    for (int table = 0; table < rows.tables(); table++) {
      String layer = spec.tables().get(table).name();
      for (int map : rows.maps(table)) {
        context.publish(new ModelRow(context.modelKey(), layer, map, version, weights[table][map]));
      }
    }
    context.publish(
        new ModelManifest(
            context.modelKey(),
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
