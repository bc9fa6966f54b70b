package io.firstspike.engine.nir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * An imported network that is kept as a model: a NIR file that says in its metadata how it is run
 * and where it comes from. Other programs can open it as any NIR file.
 *
 * @param graph the network
 * @param settings how it is run
 * @param software what imported it
 * @param source where it comes from
 */
@API(status = Status.MAINTAINED)
public record NirModel(Graph graph, RunSettings settings, String software, String source) {

  /** The name of the metadata that makes a NIR file a model. */
  static final String METADATA = "firstspike_model";

  private static final int VERSION = 1;

  /** The metadata as JSON. */
  private record Header(
      int version, RunSettings settings, String software, String source, String sha256) {}

  /** A network imported now. */
  public static NirModel of(Graph graph, RunSettings settings, String source) {
    return new NirModel(graph, settings, Provenance.SOFTWARE, source);
  }

  /**
   * The network, ready to run.
   *
   * @throws GraphException if it cannot run, or the labels are not those of its output
   */
  public SteppedNetwork network(NetworkLimit limit) {
    SteppedNetwork network =
        SteppedNetwork.of(graph, new TimeStep(settings.timeStep()), settings.decision(), limit);
    if (network.labels() != settings.labels().size()) {
      throw new GraphException(
          "the output has "
              + network.labels()
              + " elements, and there are "
              + settings.labels().size()
              + " labels: name one for each (--labels)");
    }
    return network;
  }

  /**
   * Writes it, as a whole or not at all.
   *
   * @throws NirException if the file cannot be written
   */
  public void write(Path file) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(
        METADATA, json(new Header(VERSION, settings, software, source, GraphDigest.sha256(graph))));
    NirFile.write(file, NirGraph.of(graph, metadata));
  }

  /**
   * Reads a model.
   *
   * @throws NirException if the file is none, has a later version, or was changed since
   */
  public static NirModel read(Path file, NetworkLimit limit) {
    NirGraph nir = NirFile.read(file, limit);
    String text = nir.metadata().get(METADATA);
    if (text == null) {
      throw new NirException(
          file
              + " is a NIR graph that does not say how it is run: firstspike import makes a model"
              + " of it");
    }
    Header header;
    try {
      header = new ObjectMapper().readValue(text, Header.class);
    } catch (JsonProcessingException e) {
      throw new NirException(
          file + ": its metadata " + METADATA + " cannot be read: import the graph again", e);
    }
    if (header.version() != VERSION || header.settings() == null) {
      throw new NirException(
          file
              + " is a model of version "
              + header.version()
              + ", and this program reads version "
              + VERSION
              + ": import the graph again");
    }
    if (!GraphDigest.sha256(nir.graph()).equals(header.sha256())) {
      throw new NirException(
          file + " was damaged or changed after it was imported: import the graph again");
    }
    return new NirModel(nir.graph(), header.settings(), header.software(), header.source());
  }

  private static String json(Header header) {
    try {
      return new ObjectMapper().writeValueAsString(header);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
