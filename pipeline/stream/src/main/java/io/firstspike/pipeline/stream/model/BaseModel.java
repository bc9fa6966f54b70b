package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.Locale;

/**
 * The model that learning starts from. State holds only what differs from it.
 *
 * @param spec what the network is
 * @param provenance where its weights come from
 * @param progress how far it has learned
 * @param weights {@code [table][map][fan]}; not to be changed
 * @param identity equal for bases that state may go on from: name, seed and fingerprint of the
 *     weights. Not the rest of the spec: who goes on with another learning rate wants just that
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
            Locale.ROOT,
            "network %s, seed %d, weights %s",
            spec.name(),
            provenance.seed(),
            Model.fingerprint(weights));
    return new BaseModel(spec, provenance, progress, weights, identity);
  }

  /**
   * Whether state that was learned from the base of that identity may go on from this one. Earlier
   * programs wrote a hash of the spec in it, too.
   */
  public boolean continues(String learnedFrom) {
    return identity.equals(learnedFrom.replaceFirst(" \\(spec [0-9a-f]{8}\\)", ""));
  }

  /**
   * Checks that state that was learned from the base of that identity may go on from this one.
   *
   * @throws IllegalStateException naming both, and the remedy
   */
  public void requireContinues(String learnedFrom) {
    if (!continues(learnedFrom)) {
      throw new IllegalStateException(
          "the state that is restored was learned from "
              + brief(learnedFrom)
              + ", but this job starts from "
              + brief(identity)
              + ": give the same network, seed and model, or start without the old state");
    }
  }

  /** The first figures of a fingerprint tell it from others. */
  private static String brief(String identity) {
    return identity.replaceAll("weights ([0-9a-f]{12})[0-9a-f]*", "weights $1");
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
