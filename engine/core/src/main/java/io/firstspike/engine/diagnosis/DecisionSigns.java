package io.firstspike.engine.diagnosis;

import io.firstspike.engine.spec.NetworkSpec;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What the decision layer did while a sample was shown to the network.
 *
 * @param layer its name
 * @param decided number of stimuli on which potentials decided
 * @param tied number of them whose two best labels had the same potential
 */
@API(status = Status.MAINTAINED)
public record DecisionSigns(String layer, int decided, int tied) {

  /** Those of a layer that has learned no label yet. */
  static DecisionSigns none(NetworkSpec spec) {
    return new DecisionSigns(spec.decision().name(), 0, 0);
  }

  double share() {
    return decided == 0 ? 0 : (double) tied / decided;
  }
}
