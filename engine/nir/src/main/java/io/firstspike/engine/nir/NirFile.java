package io.firstspike.engine.nir;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Reads and writes NIR files:
 *
 * <pre>{@code
 * NirGraph graph = NirFile.read(Path.of("cnn.nir"), NetworkLimit.DEFAULT);
 * NirFile.write(Path.of("copy.nir"), graph);
 * }</pre>
 *
 * A NIR file is an HDF5 file with the dataset {@code version} and the group {@code node}: the
 * graph, a group with {@code type}, {@code nodes} (a group of such groups) and {@code edges} (pairs
 * of names). Attributes of nodes are datasets.
 */
@API(status = Status.MAINTAINED)
public final class NirFile {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Bytes that a file may have besides its numbers. */
  private static final long OTHER_BYTES = 64 << 20;

  private NirFile() {}

  /** Whether a file begins as HDF5 files do. */
  public static boolean recognise(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE);
    }
  }

  /**
   * Reads a file.
   *
   * @param limit the most numbers that the file may hold
   * @throws NirException if the file does not exist, is no NIR file, or is too large
   */
  public static NirGraph read(Path file, NetworkLimit limit) {
    try {
      if (!recognise(file)) {
        throw new NirException(
            file + " is no HDF5 file, as NIR files are: name one that nir.write has written");
      }
      requireSize(file, limit);
      // Of bytes in memory the library takes slices; of a file it would allocate what it is told
      // to.
      return parse(file, Files.readAllBytes(file), limit);
    } catch (NoSuchFileException e) {
      throw new NirException("NIR file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new NirException("NIR file " + file + " cannot be read: " + e, e);
    }
  }

  private static void requireSize(Path file, NetworkLimit limit) throws IOException {
    try {
      limit.requireFile(file.toString(), Files.size(file), OTHER_BYTES);
    } catch (IllegalArgumentException e) {
      throw new NirException(e.getMessage(), e);
    }
  }

  private static NirGraph parse(Path file, byte[] bytes, NetworkLimit limit) {
    try (HdfFile hdf = HdfFile.fromBytes(bytes)) {
      NodeGroup root = new NodeGroup("/", hdf, new Budget(limit.weights()));
      if (!root.has("node")) {
        throw new NirException(file + " is an HDF5 file without the group node: it is no NIR file");
      }
      NodeGroup group = root.child("graph", "node");
      if (!group.text("type").equals("NIRGraph")) {
        throw new NirException(
            file + " holds a single node (" + group.text("type") + "): put it into a graph");
      }
      Graph graph = GraphReader.graph(group, "", 0);
      String version = root.has("version") ? root.text("version") : "unknown";
      return new NirGraph(graph, version, metadata(group));
    } catch (GraphException e) {
      throw new NirException(file + ": " + e.getMessage(), e);
    } catch (NirException e) {
      throw e;
    } catch (RuntimeException e) {
      // The library throws whatever a damaged file makes of it.
      throw new NirException(
          file
              + " is damaged, or HDF5 of a kind that cannot be read: "
              + e.getMessage()
              + "; export it again",
          e);
    }
  }

  private static Map<String, String> metadata(NodeGroup graph) {
    Map<String, String> metadata = new TreeMap<>();
    if (graph.has("metadata")) {
      NodeGroup group = graph.child("graph", "metadata");
      for (String name : group.attributes()) {
        if (group.isText(name)) {
          metadata.put(name, group.text(name));
        }
      }
    }
    return metadata;
  }

  /**
   * Writes a file, as a whole or not at all.
   *
   * @throws NirException if it cannot be written
   */
  public static void write(Path file, NirGraph graph) {
    GraphWriter.write(file, graph);
  }
}
