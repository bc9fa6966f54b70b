package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares specs: whether one network can go on from what another has learned. */
public final class LikeNetworks {

  private LikeNetworks() {}

  /** Whether two specs differ only in how long their layers learn. */
  public static boolean alike(NetworkSpec spec, NetworkSpec found) {
    Map<String, Long> schedule =
        spec.features().stream()
            .collect(Collectors.toMap(FeatureSpec::name, layer -> layer.stdp().frames()));
    try {
      return unhurried(found.withSchedule(schedule)).equals(unhurried(spec));
    } catch (SpecException e) {
      // The names of the layers differ.
      return false;
    }
  }

  /**
   * Whether {@code found} equals {@code spec}, apart from how long layers learn and from labels
   * that it has learned since.
   */
  public static boolean descends(NetworkSpec spec, NetworkSpec found) {
    List<String> labels = found.decision().labels();
    NetworkSpec grown = spec;
    try {
      while (grown.decision().labels().size() < labels.size()) {
        grown = grown.withLabel(labels.get(grown.decision().labels().size()));
      }
    } catch (SpecException e) {
      // The spec has no room for the additional labels.
      return false;
    }
    return alike(grown, found);
  }

  /**
   * A copy of the spec with a horizon of 1, if its decision rule has one: a horizon only says how
   * long the decision layer learns.
   */
  private static NetworkSpec unhurried(NetworkSpec spec) {
    return spec.decision().rule().withHorizon(1) == null ? spec : spec.withHorizon(1);
  }
}
