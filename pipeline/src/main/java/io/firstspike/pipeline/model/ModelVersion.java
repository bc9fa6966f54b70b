package io.firstspike.pipeline.model;

import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.Provenance;

/** What weights are called: network name and number of updates, {@code name@count}. */
public final class ModelVersion {

  private ModelVersion() {}

  /** The version of weights of {@code spec} that have learned what {@code provenance} says. */
  public static String of(NetworkSpec spec, Provenance provenance) {
    return spec.name() + "@" + (provenance.framesLearned() + provenance.labelsLearned());
  }
}
