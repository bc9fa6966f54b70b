package io.firstspike.pipeline.ml.param;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringArrayParam;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.table.api.ValidationException;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameters that name a network.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasNetwork<T> extends HasNetworkLimit<T> {

  Param<String> NETWORK =
      new StringParam(
          "network",
          "A network that comes with the program, the path of a spec file, or a spec's YAML.",
          "firstspike-2026",
          ParamValidators.notNull());

  Param<String[]> SCHEDULE =
      new StringArrayParam(
          "schedule",
          "How many frames each feature layer learns from, such as S1=4000 and S2=6000; for other"
              + " layers what the network says.",
          new String[0],
          ParamValidators.notNull());

  default String getNetwork() {
    return get(NETWORK);
  }

  /**
   * Sets the network. The content of a spec file is taken at once, so that the stage can be saved
   * and loaded where the file is not.
   *
   * @throws ValidationException if there is no such network, or its spec has mistakes
   */
  default T setNetwork(String nameOrFileOrYaml) {
    boolean file = !NetworkSpec.shipped(nameOrFileOrYaml) && !nameOrFileOrYaml.contains("\n");
    return set(NETWORK, file ? spec(nameOrFileOrYaml, networkLimit()).toYaml() : nameOrFileOrYaml);
  }

  default String[] getSchedule() {
    return get(SCHEDULE);
  }

  default T setSchedule(String... layerFrames) {
    return set(SCHEDULE, layerFrames);
  }

  /**
   * The spec that the parameters describe.
   *
   * @throws ValidationException if there is no such network, or its spec or schedule has mistakes
   */
  default NetworkSpec spec() {
    try {
      return spec(getNetwork(), networkLimit()).withSchedule(frames(getSchedule()));
    } catch (IllegalArgumentException e) {
      throw new ValidationException("parameter schedule: " + e.getMessage(), e);
    }
  }

  private static NetworkSpec spec(String nameOrFileOrYaml, NetworkLimit limit) {
    try {
      return nameOrFileOrYaml.contains("\n")
          ? NetworkSpec.parse("of parameter network", nameOrFileOrYaml, limit)
          : NetworkSpec.load(nameOrFileOrYaml, limit);
    } catch (SpecException e) {
      throw new ValidationException("parameter network: " + e.getMessage(), e);
    }
  }

  private static Map<String, Long> frames(String[] schedule) {
    Map<String, Long> frames = new LinkedHashMap<>();
    for (String entry : schedule) {
      String[] parts = entry.split("=", -1);
      if (parts.length != 2 || !parts[1].matches("[0-9]{1,18}")) {
        throw new IllegalArgumentException(
            "entries are LAYER=FRAMES, such as S1=4000, not " + Arrays.toString(schedule));
      }
      frames.put(parts[0], Long.parseLong(parts[1]));
    }
    return frames;
  }
}
