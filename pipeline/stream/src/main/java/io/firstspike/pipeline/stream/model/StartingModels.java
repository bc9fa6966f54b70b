package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.spec.NetworkSpec;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Says what each learner begins with that has no state; travels with the job graph.
 *
 * @param series of the versions of learners that begin with the base ({@link ModelVersion})
 * @param byKey the models that learners of these model keys go on from
 */
public record StartingModels(String series, Map<String, StartingModel> byKey)
    implements Serializable {

  public StartingModels {
    Objects.requireNonNull(series, "series");
    byKey = Map.copyOf(byKey);
  }

  /** All begin with the base, and none has before them. */
  public static StartingModels base(NetworkSpec spec) {
    return new StartingModels(spec.name(), Map.of());
  }

  /** These models, but versions are of {@code other} series. */
  public StartingModels withSeries(String other) {
    return new StartingModels(other, byKey);
  }

  /** The model with which the learner of {@code modelKey} begins; empty: the base. */
  public Optional<StartingModel> of(String modelKey) {
    return Optional.ofNullable(byKey.get(modelKey));
  }
}
