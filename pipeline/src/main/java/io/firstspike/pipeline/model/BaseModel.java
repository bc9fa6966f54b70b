package io.firstspike.pipeline.model;

import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Provenance;
import java.util.Objects;

/**
 * The model that learning starts from. State holds only what differs from it.
 *
 * @param spec what the network is
 * @param provenance where its weights come from
 * @param progress how far it has learned
 * @param weights {@code [table][map][fan]}; not to be changed
 * @param identity equal for equal bases: name and hash of the spec, seed, fingerprint of the
 *     weights
 */
public record BaseModel(
    NetworkSpec spec,
    Provenance provenance,
    Progress progress,
    float[][][] weights,
    String identity) {

  static BaseModel of(
      NetworkSpec spec, Provenance provenance, Progress progress, float[][][] weights) {
    String identity =
        String.format(
            "network %s (spec %08x), seed %d, weights %s",
            spec.name(),
            Objects.hashCode(spec.toYaml()),
            provenance.seed(),
            Model.fingerprint(weights));
    return new BaseModel(spec, provenance, progress, weights, identity);
  }

  /** A new network with these weights. */
  public Network network() {
    return Network.of(spec, weights);
  }

  /** Whether all feature layers are frozen. */
  public boolean deciding() {
    return progress.deciding(spec);
  }
}
