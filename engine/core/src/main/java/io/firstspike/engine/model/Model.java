package io.firstspike.engine.model;

import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A trained network that can be kept: spec, provenance, progress and weights. The weights are not
 * copied and must not be changed.
 *
 * @param spec what the network is
 * @param provenance where its weights come from
 * @param progress how far it has learned
 * @param weights {@code [table][map][fan]}; see {@link Network}
 */
public record Model(
    NetworkSpec spec, Provenance provenance, Progress progress, float[][][] weights) {

  /** A new network with these weights, to go on learning with. */
  public Network network() {
    return Network.of(spec, weights);
  }

  /** A new network with the weights that serve: averaged, if the spec says so. */
  public Network serving() {
    return network().serving(progress);
  }

  /**
   * The reason why no network can work with this: bytes can say it, and no learner does. Empty if
   * one can.
   */
  public Optional<String> flaw() {
    boolean complete =
        provenance != null
            && progress != null
            && Stream.of(
                    provenance.software(),
                    provenance.data(),
                    progress.verdicts(),
                    progress.adaptation(),
                    progress.activity())
                .allMatch(Objects::nonNull);
    if (!complete) {
      return Optional.of("its progress or provenance lacks a field");
    }
    if (progress.stage() < 0 || progress.stage() > spec.features().size()) {
      return Optional.of("stage " + progress.stage() + " is none of network " + spec.name());
    }
    for (float[][] table : weights) {
      for (float[] row : table) {
        for (float weight : row) {
          if (!Float.isFinite(weight)) {
            return Optional.of("a weight is no finite number");
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The SHA-256 of the weights, in hexadecimal: equal for equal weights, bit for bit. */
  public String fingerprint() {
    return fingerprint(weights);
  }

  /** The SHA-256 of {@code weights} as big-endian floats in their order, in hexadecimal. */
  public static String fingerprint(float[][][] weights) {
    MessageDigest digest = sha256();
    for (float[][] layer : weights) {
      for (float[] row : layer) {
        ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
        bytes.asFloatBuffer().put(row);
        digest.update(bytes);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A new SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
