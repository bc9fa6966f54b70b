package io.firstspike.engine.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSize;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Reads and writes {@linkplain Model models} as files or as bytes:
 *
 * <pre>{@code
 * ModelFile.write(Path.of("digits.fspk"), learner.snapshot("MNIST, one pass"));
 * Model model = ModelFile.read(Path.of("digits.fspk"));
 * Learner learner = new Learner(model.network(), model.progress());
 * }</pre>
 *
 * The format; all numbers are big-endian:
 *
 * <pre>
 * 8 bytes   "FSPKMODL"
 * int       format version, 4; version 3, which has no commands, can be read as well
 * int       length of the header in bytes
 * bytes     header: JSON in UTF-8 with provenance, progress, spec as YAML, commands
 * floats    weights in the order table, map, synapse; the spec determines how many
 * 32 bytes  SHA-256 of everything before
 * </pre>
 */
@API(status = Status.MAINTAINED)
public final class ModelFile {

  private static final byte[] MAGIC = "FSPKMODL".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 4;
  private static final int OLDEST_VERSION = 3;
  private static final int CHECKSUM_BYTES = 32;
  private static final int PREFIX_BYTES = MAGIC.length + 2 * Integer.BYTES;
  private static final long MAX_BYTES = 1L << 30;

  /**
   * Limit for everything in a file but the weights: the header with spec, provenance and progress.
   */
  private static final long MAX_HEADER_BYTES = 16 << 20;

  /** A field of the header, with those that it is in. */
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9.]{1,80}");

  private ModelFile() {}

  private record Header(
      Provenance provenance, Progress progress, String spec, List<TrainingRun> runs) {

    /**
     * The provenance together with the commands, which are a header field of their own; null if the
     * header has no provenance.
     */
    Provenance completeProvenance() {
      return provenance == null ? null : provenance.with(runs);
    }
  }

  /**
   * Writes {@code model} to {@code file}, as a {@linkplain WholeFile whole} or not at all. The
   * folder is created if it does not exist.
   *
   * @throws ModelFileException if the file cannot be written
   */
  public static void write(Path file, Model model) {
    Path directory = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(directory);
      WholeFile.write(file, toBytes(model));
    } catch (IOException e) {
      throw new ModelFileException(
          "model file "
              + file
              + " cannot be written: "
              + e
              + "; check its folder's permissions and space",
          e);
    }
  }

  /**
   * Reads a model that has at most {@link NetworkLimit#DEFAULT} weights.
   *
   * @throws ModelFileException if the file does not exist, is not a model, is damaged, is too
   *     large, or has a later format version
   */
  public static Model read(Path file) {
    return read(file, NetworkLimit.DEFAULT);
  }

  /**
   * Reads a model of at most {@code limit} weights.
   *
   * @throws ModelFileException if the file does not exist, is not a model, is damaged, is too
   *     large, or has a later format version
   */
  public static Model read(Path file, NetworkLimit limit) {
    try (InputStream in = Files.newInputStream(file)) {
      // Both checks are needed: a file that is not a regular one, such as a pipe, has no size.
      if (Files.size(file) > mostBytes(limit)) {
        throw tooLarge(file.toString(), limit);
      }
      return read(file.toString(), in, limit);
    } catch (NoSuchFileException e) {
      throw new ModelFileException("model file " + file + " does not exist; train writes one", e);
    } catch (IOException e) {
      throw new ModelFileException("model file " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * Reads a model of at most {@code limit} weights from a stream that ends with it.
   *
   * @param origin the name of the source in error messages
   * @throws ModelFileException if the bytes are not a model, are damaged, are too many, or have a
   *     later format version
   * @throws IOException if the stream cannot be read
   */
  public static Model read(String origin, InputStream in, NetworkLimit limit) throws IOException {
    int most = mostBytes(limit);
    byte[] content = in.readNBytes(most + 1);
    if (content.length > most) {
      throw tooLarge(origin, limit);
    }
    return fromBytes(origin, content, limit);
  }

  private static long mostWeights(NetworkLimit limit) {
    return Math.min(limit.weights(), NetworkLimit.MOST_WEIGHTS);
  }

  private static int mostBytes(NetworkLimit limit) {
    return (int) Math.min(MAX_BYTES, MAX_HEADER_BYTES + mostWeights(limit) * Float.BYTES);
  }

  private static ModelFileException tooLarge(String origin, NetworkLimit limit) {
    return new ModelFileException(
        String.format(
            Locale.ROOT,
            "model file %s has more than %,d bytes, and a model of at most %,d weights has no"
                + " more: it is none, or raise the limit (--max-weights)",
            origin,
            mostBytes(limit),
            mostWeights(limit)));
  }

  /**
   * Encodes {@code model} in the file format.
   *
   * @throws ModelFileException if that takes more than 1 GiB
   */
  public static byte[] toBytes(Model model) {
    byte[] header = header(model);
    long floats = 0;
    for (float[][] layer : model.weights()) {
      floats += (long) layer.length * layer[0].length;
    }
    long size = PREFIX_BYTES + header.length + floats * Float.BYTES + CHECKSUM_BYTES;
    if (size > MAX_BYTES) {
      throw new ModelFileException(
          "a model of " + size + " bytes exceeds the limit of " + MAX_BYTES);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    bytes.put(MAGIC).putInt(VERSION).putInt(header.length).put(header);
    for (float[][] layer : model.weights()) {
      for (float[] row : layer) {
        bytes.asFloatBuffer().put(row);
        bytes.position(bytes.position() + row.length * Float.BYTES);
      }
    }
    bytes.put(checksum(bytes.array()));
    return bytes.array();
  }

  /**
   * Decodes a model that has at most {@link NetworkLimit#DEFAULT} weights.
   *
   * @param origin the name of the source in error messages
   * @param content a whole file
   * @throws ModelFileException if the bytes are not a model, are damaged, are too many, or have a
   *     later format version
   */
  public static Model fromBytes(String origin, byte[] content) {
    return fromBytes(origin, content, NetworkLimit.DEFAULT);
  }

  /**
   * Decodes a model of at most {@code limit} weights.
   *
   * @param origin the name of the source in error messages
   * @param content a whole file
   * @throws ModelFileException if the bytes are not a model, are damaged, are too many, or have a
   *     later format version
   */
  public static Model fromBytes(String origin, byte[] content, NetworkLimit limit) {
    requireIntact(origin, content);
    ByteBuffer bytes = ByteBuffer.wrap(content, 0, content.length - CHECKSUM_BYTES);
    bytes.position(MAGIC.length + Integer.BYTES);
    Header header = readHeader(origin, bytes);
    NetworkSpec spec;
    try {
      spec = NetworkSpec.parse(origin, header.spec(), limit);
    } catch (SpecException e) {
      throw inconsistent(origin, e.getMessage(), e);
    }
    Model model =
        new Model(
            spec, header.completeProvenance(), header.progress(), readWeights(origin, spec, bytes));
    model
        .flaw()
        .ifPresent(
            flaw -> {
              throw inconsistent(origin, flaw, null);
            });
    return model;
  }

  private static Header readHeader(String origin, ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > Math.min(bytes.remaining(), MAX_HEADER_BYTES)) {
      throw inconsistent(
          origin, "its header is to have " + length + " bytes, which it cannot", null);
    }
    byte[] json = new byte[length];
    bytes.get(json);
    try {
      Header header = new ObjectMapper().readValue(json, Header.class);
      if (header == null || header.spec() == null) {
        throw inconsistent(origin, "its header names no network", null);
      }
      return header;
    } catch (JsonMappingException e) {
      throw inconsistent(origin, field(e) + " cannot be read", e);
    } catch (IOException e) {
      throw inconsistent(origin, "its header cannot be read", e);
    }
  }

  /** The part of the header that is at fault, in words; a name may hold anything. */
  private static String field(JsonMappingException fault) {
    String field =
        fault.getPath().stream()
            .map(part -> part.getFieldName() == null ? "" + part.getIndex() : part.getFieldName())
            .collect(Collectors.joining("."));
    return FIELD.matcher(field).matches() ? "field " + field + " of its header" : "its header";
  }

  /**
   * Reads the weights. Their number is compared with the bytes that are left before anything is
   * allocated.
   */
  private static float[][][] readWeights(String origin, NetworkSpec spec, ByteBuffer bytes) {
    long expected = NetworkSize.of(spec).weights() * Float.BYTES;
    if (expected != bytes.remaining()) {
      throw inconsistent(
          origin,
          "its network has " + expected + " bytes of weights, the file " + bytes.remaining(),
          null);
    }
    float[][][] weights = new Network(spec).weights().toArrays();
    for (float[][] layer : weights) {
      for (float[] row : layer) {
        bytes.asFloatBuffer().get(row);
        bytes.position(bytes.position() + row.length * Float.BYTES);
      }
    }
    return weights;
  }

  private static ModelFileException inconsistent(String origin, String why, Throwable cause) {
    return new ModelFileException(
        "model file " + origin + " is inconsistent: " + why + "; train it again", cause);
  }

  /** Whether this is an HDF5 file, as NIR files are. */
  private static boolean nir(byte[] content) {
    return content.length > 4 && new String(content, 1, 3, StandardCharsets.US_ASCII).equals("HDF");
  }

  private static void requireIntact(String origin, byte[] content) {
    if (content.length < PREFIX_BYTES + CHECKSUM_BYTES
        || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ModelFileException(
          "model file "
              + origin
              + " is no FirstSpike model (it does not begin with FSPKMODL)"
              + (nir(content) ? "; firstspike import makes a model of a NIR file" : ""));
    }
    int version = ByteBuffer.wrap(content).getInt(MAGIC.length);
    if (version < OLDEST_VERSION || version > VERSION) {
      throw new ModelFileException(
          "model file "
              + origin
              + " has format version "
              + version
              + "; this program reads "
              + OLDEST_VERSION
              + " to "
              + VERSION
              + ": use the FirstSpike that wrote it");
    }
    byte[] stored = Arrays.copyOfRange(content, content.length - CHECKSUM_BYTES, content.length);
    if (!Arrays.equals(stored, checksum(content))) {
      throw new ModelFileException(
          "model file " + origin + " is damaged: its checksum does not match; copy it again");
    }
  }

  private static byte[] checksum(byte[] content) {
    var digest = Model.sha256();
    digest.update(content, 0, content.length - CHECKSUM_BYTES);
    return digest.digest();
  }

  private static byte[] header(Model model) {
    try {
      return new ObjectMapper()
          .writeValueAsBytes(
              new Header(
                  model.provenance(),
                  model.progress(),
                  model.spec().toYaml(),
                  model.provenance().runs()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records can always be written", e);
    }
  }
}
