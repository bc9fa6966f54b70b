package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.SpecException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells whether what one network has learned is of use to another. */
public final class LikeNetworks {

  private LikeNetworks() {}

  /** Whether two specs differ in nothing but how long their layers learn. */
  public static boolean alike(NetworkSpec spec, NetworkSpec found) {
    Map<String, Long> schedule =
        spec.features().stream()
            .collect(Collectors.toMap(FeatureSpec::name, layer -> layer.stdp().frames()));
    try {
      return unhurried(found.withSchedule(schedule)).equals(unhurried(spec));
    } catch (SpecException e) {
      // The layers do not even have the same names.
      return false;
    }
  }

  /** Whether {@code found} is like {@code spec}, but for labels that it has met since. */
  public static boolean descends(NetworkSpec spec, NetworkSpec found) {
    List<String> labels = found.decision().labels();
    NetworkSpec grown = spec;
    try {
      while (grown.decision().labels().size() < labels.size()) {
        grown = grown.withLabel(labels.get(grown.decision().labels().size()));
      }
    } catch (SpecException e) {
      // It has no room for them.
      return false;
    }
    return alike(grown, found);
  }

  /** A spec with a horizon of 1, if it has any. */
  private static NetworkSpec unhurried(NetworkSpec spec) {
    return spec.decision().rule().withHorizon(1) == null ? spec : spec.withHorizon(1);
  }
}
