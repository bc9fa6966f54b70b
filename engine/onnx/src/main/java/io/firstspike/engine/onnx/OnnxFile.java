package io.firstspike.engine.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.GraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Reads ONNX files:
 *
 * <pre>{@code
 * OnnxNetwork network =
 *     OnnxFile.read(Path.of("cnn.onnx"), Normalisation.NONE, NetworkLimit.DEFAULT);
 * }</pre>
 *
 * What is read is what {@link io.firstspike.engine.stepped.conversion converts} to neurons:
 * convolutions and full connections, batch normalisation (folded into them), rectifiers, average
 * pools, sums, and what changes dimensions alone. Anything else is refused by its name.
 */
@API(status = Status.MAINTAINED)
public final class OnnxFile {

  /** Bytes that a file may have besides its numbers. */
  private static final long OTHER_BYTES = 16 << 20;

  /** The first version of the operators in which batch normalisation and others are as today. */
  private static final long OLDEST_OPERATORS = 7;

  private OnnxFile() {}

  /**
   * Reads a file.
   *
   * @param normalisation of the intensities that the network is shown
   * @param limit the most numbers that the network may hold
   * @throws OnnxException if the file does not exist, is no ONNX file, is too large, or holds
   *     something that cannot be converted
   */
  public static OnnxNetwork read(Path file, Normalisation normalisation, NetworkLimit limit) {
    try {
      OnnxMl.ModelProto model = parse(file, limit);
      requireOperators(file, model);
      return new Translation(model.getGraph(), normalisation, limit)
          .network(producer(model.getProducerName(), model.getProducerVersion()));
    } catch (GraphException e) {
      // Names are as the file has them.
      throw new OnnxException(file + ": " + e.getMessage().replaceAll("\\p{Cntrl}", "?"), e);
    }
  }

  private static OnnxMl.ModelProto parse(Path file, NetworkLimit limit) {
    OnnxMl.ModelProto model;
    try {
      if (!Files.isRegularFile(file)) {
        throw new OnnxException("ONNX file " + file + " does not exist");
      }
      limit.requireFile(file.toString(), Files.size(file), OTHER_BYTES);
      model = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw new OnnxException(e.getMessage(), e);
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxException(
          file + " is no ONNX file, or is damaged: export the network again", e);
    } catch (IOException e) {
      throw new OnnxException("ONNX file " + file + " cannot be read: " + e, e);
    }
    if (!model.hasIrVersion() || model.getGraph().getNodeCount() == 0) {
      throw new OnnxException(
          file + " is no ONNX file, or holds no network: export the network again");
    }
    return model;
  }

  private static void requireOperators(Path file, OnnxMl.ModelProto model) {
    for (OnnxMl.OperatorSetIdProto operators : model.getOpsetImportList()) {
      boolean own = operators.getDomain().isEmpty() || operators.getDomain().equals("ai.onnx");
      if (own && operators.getVersion() < OLDEST_OPERATORS) {
        throw new OnnxException(
            file
                + " uses version "
                + operators.getVersion()
                + " of ONNX's operators, and "
                + OLDEST_OPERATORS
                + " is the oldest that is read: export it with a later opset_version");
      }
    }
  }

  private static String producer(String name, String version) {
    return name.isEmpty() ? "unknown" : version.isEmpty() ? name : name + " " + version;
  }
}
