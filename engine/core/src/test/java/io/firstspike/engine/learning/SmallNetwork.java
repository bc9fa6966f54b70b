package io.firstspike.engine.learning;

import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.PoolSpec;
import io.firstspike.engine.spec.StdpSpec;
import java.util.function.UnaryOperator;

/**
 * Specs of a network small enough to check by hand: 2 input maps of 12 x 12, S1 of 6 maps, 3
 * labels.
 */
final class SmallNetwork {

  /** S1 has windows of 3 x 3 and learns from no frame; the decision layer learns by DELTA. */
  static final NetworkSpec SPEC =
      NetworkSpec.parse(
          "small",
          """
          name: small
          input: {height: 12, width: 12}
          encoding:
            filters:
              - dog: {window: 3, sigma1: 0.4, sigma2: 0.8}
              - dog: {window: 3, sigma1: 0.8, sigma2: 0.4}
            padding: 1
            threshold: 10
            steps: 8
          features:
            - name: S1
              maps: 6
              kernel: 3
              padding: 1
              threshold: 4
              weights: {mean: 0.5, deviation: 0.1}
              stdp:
                rates: {potentiation: 0.05, depression: -0.04}
                winners: 2
                inhibitionRadius: 1
                frames: 0
          decision:
            name: out
            labels: [a, b, c]
            weights: {mean: 0.5, deviation: 0.1}
            rule: {delta: {gain: 2, measureOver: 1}}
          """);

  static final DeltaSpec DELTA = (DeltaSpec) SPEC.decision().rule();

  private SmallNetwork() {}

  /** The spec with an S1 that learns in another way. */
  static NetworkSpec learning(UnaryOperator<StdpSpec.Builder> stdp) {
    return SPEC.toBuilder().feature("S1", f -> f.stdp(stdp)).build();
  }

  /** The spec with pooling between S1 and another decision layer. */
  static NetworkSpec deciding(UnaryOperator<DecisionSpec.Builder> decision) {
    return SPEC.toBuilder()
        .feature("S1", f -> f.pool(new PoolSpec(2, 2, 0)))
        .decision(decision)
        .build();
  }
}
