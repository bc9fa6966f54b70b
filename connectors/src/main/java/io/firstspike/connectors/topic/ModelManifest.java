package io.firstspike.connectors.topic;

import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Progress;
import java.util.Map;
import java.util.Objects;

/**
 * What the rows published so far add up to.
 *
 * @param modelKey which learner the model belongs to, 1 to 256 characters
 * @param modelVersion network name and number of updates, {@code name@count}
 * @param specYaml the network's spec
 * @param provenance where the weights come from
 * @param progress how far the network has learned
 * @param sha256 fingerprint of all weights ({@link io.firstspike.engine.model.Model#fingerprint()})
 * @param rows how many rows each layer has, by name of the layer
 */
public record ModelManifest(
    String modelKey,
    String modelVersion,
    String specYaml,
    Provenance provenance,
    Progress progress,
    String sha256,
    Map<String, Integer> rows)
    implements ModelUpdate {

  public ModelManifest {
    Text.requireName(modelKey, "model key");
    Objects.requireNonNull(modelVersion, "modelVersion");
    Objects.requireNonNull(specYaml, "specYaml");
    Objects.requireNonNull(provenance, "provenance");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(sha256, "sha256");
    rows = Map.copyOf(rows);
  }
}
