package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Graph;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Content of an ONNX file.
 *
 * @param graph the network, which gives in one time step what ONNX says; its output has one
 *     dimension
 * @param producer the program that wrote the file, as it calls itself
 * @param remarks what was left out because it changes no decision
 */
@API(status = Status.MAINTAINED)
public record OnnxNetwork(Graph graph, String producer, List<String> remarks) {

  public OnnxNetwork {
    remarks = List.copyOf(remarks);
  }
}
