package io.firstspike.engine.nir;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Subgraph;
import io.firstspike.engine.stepped.graph.Tensor;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 of a graph: of its nodes in the order of their names, and of its edges in theirs. */
final class GraphDigest {

  private final MessageDigest digest = Model.sha256();

  private GraphDigest() {}

  static String sha256(Graph graph) {
    GraphDigest of = new GraphDigest();
    of.add(graph);
    return HexFormat.of().formatHex(of.digest.digest());
  }

  private void add(Graph graph) {
    for (Map.Entry<String, Node> node : new TreeMap<>(graph.nodes()).entrySet()) {
      add(node.getKey());
      if (node.getValue() instanceof Subgraph subgraph) {
        add(subgraph.graph());
      } else {
        add(node.getValue().type());
        addRecord((Record) node.getValue());
      }
    }
    for (Edge edge : graph.edges()) {
      add(edge.from() + " " + edge.to());
    }
  }

  /** All parts of a record, whatever they are. */
  private void addRecord(Record record) {
    for (RecordComponent part : record.getClass().getRecordComponents()) {
      Object value;
      try {
        value = part.getAccessor().invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
      if (value instanceof Tensor tensor) {
        add(tensor.dimensions().toString());
        ByteBuffer bytes = ByteBuffer.allocate(tensor.size() * Float.BYTES);
        bytes.asFloatBuffer().put(tensor.values());
        digest.update(bytes);
      } else if (value == Neurons.Reset.SET) {
        // The only one that graphs had when the first models were written.
        continue;
      } else if (value instanceof Record inner) {
        addRecord(inner);
      } else {
        add(String.valueOf(value));
      }
    }
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
