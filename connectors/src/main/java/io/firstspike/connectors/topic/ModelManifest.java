package io.firstspike.connectors.topic;

import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Progress;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The record that completes a published model: it describes the model that the rows published so
 * far make up.
 *
 * @param modelKey the key of the learner that the model belongs to, 1 to 256 characters
 * @param modelVersion network name and number of updates, {@code name@count}
 * @param specYaml the network's spec
 * @param provenance the origin of the weights
 * @param progress the progress of learning
 * @param sha256 fingerprint of all weights ({@link io.firstspike.engine.model.Model#fingerprint()})
 * @param rows the number of rows of each layer, by the layer's name
 */
@API(status = Status.MAINTAINED)
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
