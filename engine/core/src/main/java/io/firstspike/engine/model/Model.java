package io.firstspike.engine.model;

import io.firstspike.engine.encode.SteppedEngine;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.spec.NetworkSpec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A trained network in a form that can be kept: spec, provenance, learning progress and weights.
 *
 * <pre>{@code
 * Model model = learner.snapshot("MNIST, one pass");
 * ModelFile.write(Path.of("digits.fspk"), model);
 * Classifier classifier = new Classifier(model.serving());
 * }</pre>
 *
 * The array of weights is not copied and must not be changed afterwards.
 *
 * @param spec the structure of the network and the rules it learns by
 * @param provenance the data, seed and commands that its weights come from
 * @param progress the stage that learning has reached, with the counts its rules need
 * @param weights {@code [table][map][synapse]}; the tables are those of {@link NetworkSpec#tables}
 */
@API(status = Status.MAINTAINED)
public record Model(
    NetworkSpec spec, Provenance provenance, Progress progress, float[][][] weights) {

  /** Makes a new network with a copy of these weights, to continue learning with. */
  public Network network() {
    return Network.of(spec, weights);
  }

  /**
   * Makes a new network with a copy of the weights for classifying: averaged over all labels, if
   * the spec's decision layer is {@code averaged}, else as they are.
   */
  public Network serving() {
    return network().serving(progress);
  }

  /**
   * Checks what a file or a message could get wrong but a learner never does: missing fields, a
   * stage that the network does not have, weights that are not finite, a graph that cannot encode.
   *
   * @return the reason why no network can be made from this model; empty if one can
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
    return spec.encoding().stepped() == null ? Optional.empty() : flawOfGraph();
  }

  private Optional<String> flawOfGraph() {
    SteppedEngine engine = SteppedEngine.find();
    try {
      engine.open(spec.input(), spec.encoding(), network().graph());
      return Optional.empty();
    } catch (IllegalStateException | IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The SHA-256 of the weights, in hexadecimal: the same for weights that are equal bit by bit. */
  public String fingerprint() {
    return fingerprint(weights);
  }

  /**
   * The SHA-256 of {@code weights}, written as big-endian floats in their order, in hexadecimal.
   */
  public static String fingerprint(float[][][] weights) {
    MessageDigest digest = sha256();
    for (float[][] table : weights) {
      update(digest, table);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The SHA-256 of all tables of {@code weights}, as that of an array of them. */
  public static String fingerprint(Weights weights) {
    MessageDigest digest = sha256();
    for (int table = 0; table < weights.tables().size(); table++) {
      update(digest, weights.rows(table));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, float[][] table) {
    for (float[] row : table) {
      ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
      bytes.asFloatBuffer().put(row);
      digest.update(bytes);
    }
  }

  /** Creates a new SHA-256 digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
