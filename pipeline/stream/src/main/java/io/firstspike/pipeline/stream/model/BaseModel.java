package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.Locale;

/**
 * The model that learning starts from. State holds only the differences from it.
 *
 * @param spec the network's spec
 * @param provenance the origin of the weights
 * @param progress the progress of learning
 * @param weights {@code [table][map][fan]}; not to be changed
 * @param identity a text of name, seed and fingerprint of the weights: state may go on from any
 *     base model with the same identity. The rest of the spec, such as a learning rate, may differ
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
   * Whether state that was learned from the base model with the identity {@code learnedFrom} may go
   * on from this one. Identities of earlier programs also contain a hash of the spec.
   */
  public boolean continues(String learnedFrom) {
    return identity.equals(learnedFrom.replaceFirst(" \\(spec [0-9a-f]{8}\\)", ""));
  }

  /**
   * Checks that state that was learned from the base model with the identity {@code learnedFrom}
   * may go on from this one.
   *
   * @throws IllegalStateException if not; the message names both and the remedy
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

  /** A short form of an identity, with the first digits of the fingerprint. */
  private static String brief(String identity) {
    return identity.replaceAll("weights ([0-9a-f]{12})[0-9a-f]*", "weights $1");
  }

  /** Makes a network with these weights. */
  public Network network() {
    return Network.of(spec, weights);
  }

  /** Whether all feature layers are frozen. */
  public boolean deciding() {
    return progress.deciding(spec);
  }
}
