package io.firstspike.engine.nir;

import io.firstspike.engine.stepped.graph.Graph;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Content of a NIR file.
 *
 * @param graph the graph
 * @param version the version of NIR that the file names
 * @param metadata the texts among the graph's metadata; those of its nodes are not kept
 */
@API(status = Status.MAINTAINED)
public record NirGraph(Graph graph, String version, Map<String, String> metadata) {

  /** The version of NIR that files are written in. */
  static final String VERSION = "1.0";

  public NirGraph {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** A graph of the version that is written. */
  public static NirGraph of(Graph graph, Map<String, String> metadata) {
    return new NirGraph(graph, VERSION, metadata);
  }
}
