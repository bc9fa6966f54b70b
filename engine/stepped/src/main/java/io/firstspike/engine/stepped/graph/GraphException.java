package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Thrown for a graph that cannot run; the message names the node and what to do about it. */
@API(status = Status.MAINTAINED)
public final class GraphException extends RuntimeException {

  public GraphException(String message) {
    super(message);
  }

  /** A complaint about one node. */
  public static GraphException of(String name, String type, String complaint) {
    return new GraphException("node " + name + " (" + type + "): " + complaint);
  }
}
