package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.spec.NetworkSpec;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The models that learners without state begin with; part of the job graph.
 *
 * @param series the series of versions of learners that begin with the base model ({@link
 *     ModelVersion})
 * @param byKey the models of learners that begin with another model, by model key
 */
public record StartingModels(String series, Map<String, StartingModel> byKey)
    implements Serializable {

  public StartingModels {
    Objects.requireNonNull(series, "series");
    byKey = Map.copyOf(byKey);
  }

  /**
   * Makes starting models in which every learner begins with the base model, for the first time.
   */
  public static StartingModels base(NetworkSpec spec) {
    return new StartingModels(spec.name(), Map.of());
  }

  /** A copy whose versions are of the series {@code other}. */
  public StartingModels withSeries(String other) {
    return new StartingModels(other, byKey);
  }

  /** The model that the learner of {@code modelKey} begins with; empty for the base model. */
  public Optional<StartingModel> of(String modelKey) {
    return Optional.ofNullable(byKey.get(modelKey));
  }
}
