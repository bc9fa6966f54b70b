package io.firstspike.engine.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.file.WholeFile;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Models as files. All numbers are big-endian:
 *
 * <pre>
 * 8 bytes   "FSPKMODL"
 * int       format version, 3
 * int       length of the header in bytes
 * bytes     header: JSON in UTF-8 with provenance, progress and the spec as YAML
 * floats    weights by table, map and fan position; the spec tells how many
 * 32 bytes  SHA-256 of everything before
 * </pre>
 */
public final class ModelFile {

  private static final byte[] MAGIC = "FSPKMODL".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 3;
  private static final int CHECKSUM_BYTES = 32;
  private static final int PREFIX_BYTES = MAGIC.length + 2 * Integer.BYTES;
  private static final long MAX_BYTES = 1L << 30;

  private ModelFile() {}

  private record Header(Provenance provenance, Progress progress, String spec) {}

  /**
   * Writes {@code model} to {@code file} as a {@linkplain WholeFile whole}, so that a reader never
   * sees half a model; the folder is made if need be.
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
   * Reads a model.
   *
   * @throws ModelFileException if the file is missing, no model, damaged, or of a later version
   */
  public static Model read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelFileException(
            "model file "
                + file
                + " has "
                + Files.size(file)
                + " bytes, more than the limit of "
                + MAX_BYTES);
      }
      return fromBytes(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ModelFileException("model file " + file + " does not exist; train writes one", e);
    } catch (IOException e) {
      throw new ModelFileException("model file " + file + " cannot be read: " + e, e);
    }
  }

  /** The file's content for {@code model}. */
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
   * The model in {@code content}.
   *
   * @param origin what to call it in messages
   * @throws ModelFileException as {@link #read}
   */
  public static Model fromBytes(String origin, byte[] content) {
    requireIntact(origin, content);
    ByteBuffer bytes = ByteBuffer.wrap(content, 0, content.length - CHECKSUM_BYTES);
    bytes.position(MAGIC.length + Integer.BYTES);
    try {
      byte[] json = new byte[bytes.getInt()];
      bytes.get(json);
      Header header = new ObjectMapper().readValue(json, Header.class);
      NetworkSpec spec = NetworkSpec.parse(origin, header.spec());
      float[][][] weights = new Network(spec).weights();
      for (float[][] layer : weights) {
        for (float[] row : layer) {
          bytes.asFloatBuffer().get(row);
          bytes.position(bytes.position() + row.length * Float.BYTES);
        }
      }
      if (bytes.hasRemaining()) {
        throw new ModelFileException(
            "model file " + origin + " has " + bytes.remaining() + " bytes too many");
      }
      return new Model(spec, header.provenance(), header.progress(), weights);
    } catch (IOException | BufferUnderflowException | IllegalArgumentException e) {
      throw new ModelFileException(
          "model file " + origin + " is inconsistent: " + e.getMessage() + "; train it again", e);
    }
  }

  private static void requireIntact(String origin, byte[] content) {
    if (content.length < PREFIX_BYTES + CHECKSUM_BYTES
        || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ModelFileException(
          "model file " + origin + " is no FirstSpike model (it does not begin with FSPKMODL)");
    }
    int version = ByteBuffer.wrap(content).getInt(MAGIC.length);
    if (version != VERSION) {
      throw new ModelFileException(
          "model file "
              + origin
              + " has format version "
              + version
              + "; this program reads "
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
              new Header(model.provenance(), model.progress(), model.spec().toYaml()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records can always be written", e);
    }
  }
}
