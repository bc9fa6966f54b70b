package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import java.io.Serializable;

/**
 * A network with random weights, which learning begins with if there is no model to go on from.
 *
 * @param specYaml its spec; travels as text, since it is not serializable
 * @param seed draws its weights, and everything else that is random in learning
 */
public record FreshNetwork(String specYaml, long seed) implements Serializable {

  /** The network of a stage's parameters. */
  public static FreshNetwork of(NetworkSpec spec, long seed) {
    return new FreshNetwork(spec.toYaml(), seed);
  }

  NetworkSpec spec() {
    return NetworkSpec.parse("of the stage", specYaml, NetworkLimit.NONE);
  }

  Learner learner() {
    return Learner.fresh(spec(), seed);
  }
}
