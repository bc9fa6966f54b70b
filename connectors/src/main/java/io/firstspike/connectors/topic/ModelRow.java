package io.firstspike.connectors.topic;

import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The weights of one map. The array is neither copied nor compared by content.
 *
 * @param modelKey the key of the learner that it belongs to, 1 to 256 characters
 * @param layer the name of the layer
 * @param map the map's index, from 0
 * @param modelVersion the version it was published with
 * @param weights the map's weights
 */
@API(status = Status.MAINTAINED)
public record ModelRow(String modelKey, String layer, int map, String modelVersion, float[] weights)
    implements ModelUpdate {

  public ModelRow {
    Text.requireName(modelKey, "model key");
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(modelVersion, "modelVersion");
    Objects.requireNonNull(weights, "weights");
    if (map < 0) {
      throw new IllegalArgumentException("a map is counted from 0, not " + map);
    }
  }
}
