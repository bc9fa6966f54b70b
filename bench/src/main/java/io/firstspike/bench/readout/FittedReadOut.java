package io.firstspike.bench.readout;

import io.firstspike.engine.spec.ReadOutSpec;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** A trained classifier of feature vectors, behind principal components if there are any. */
final class FittedReadOut {

  private final Optional<PrincipalComponents> components;
  private final ToIntFunction<FeatureVector> classifier;

  private FittedReadOut(
      Optional<PrincipalComponents> components, ToIntFunction<FeatureVector> classifier) {
    this.components = components;
    this.classifier = classifier;
  }

  /**
   * Learns {@code examples} as {@code spec} says.
   *
   * @param seed draws the order in which the solver looks at them
   */
  static FittedReadOut learn(ReadOutSpec spec, Examples examples, long seed) {
    Optional<PrincipalComponents> components =
        spec.components() == 0
            ? Optional.empty()
            : Optional.of(PrincipalComponents.of(examples, spec.components()));
    Examples seen = project(components, examples);
    ToIntFunction<FeatureVector> classifier =
        switch (spec.classifier()) {
          case SOFTMAX -> Softmax.learn(seen, seed);
          case LINEAR_SVM -> LinearMachine.learn(seen, spec.cost(), seed);
          case RBF_SVM -> KernelMachine.learn(seen, spec.cost());
        };
    return new FittedReadOut(components, classifier);
  }

  /** The label of each of {@code examples}, as far as this classifier knows. */
  int[] labels(Examples examples) {
    Examples seen = project(components, examples);
    return IntStream.range(0, seen.size())
        .parallel()
        .map(i -> classifier.applyAsInt(seen.vectors().get(i)))
        .toArray();
  }

  private static Examples project(Optional<PrincipalComponents> components, Examples examples) {
    return components.map(c -> examples.map(c.axes().length, c::project)).orElse(examples);
  }
}
