package io.firstspike.pipeline.stream.options;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.Optional;

/**
 * From where a network starts to learn.
 *
 * @param spec the network
 * @param seed of its first weights
 * @param model weights and progress to go on from; empty for random weights
 */
public record Start(NetworkSpec spec, long seed, Optional<Model> model) {

  public static Start fresh(NetworkSpec spec, long seed) {
    return new Start(spec, seed, Optional.empty());
  }

  public Learner learner() {
    return model
        .map(m -> new Learner(network(), m.progress()))
        .orElseGet(() -> Learner.fresh(spec, seed));
  }

  /** A new network with the weights to start from. */
  public Network network() {
    return model.map(m -> Network.of(spec, m.weights())).orElseGet(() -> Network.fresh(spec, seed));
  }
}
