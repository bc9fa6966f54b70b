package io.firstspike.engine.nir;

import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Subgraph;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes graphs as NIR files. */
final class GraphWriter {

  private GraphWriter() {}

  /** Writes into a file of the system's folder for those, whose bytes then become the file. */
  static void write(Path file, NirGraph graph) {
    try {
      Path made = Files.createTempFile("firstspike", ".nir");
      try {
        try (WritableHdfFile hdf = HdfFile.write(made)) {
          hdf.putDataset("version", graph.version());
          WritableGroup root = hdf.putGroup("node");
          write(root, graph.graph());
          if (!graph.metadata().isEmpty()) {
            WritableGroup metadata = root.putGroup("metadata");
            graph.metadata().forEach(metadata::putDataset);
          }
        }
        WholeFile.write(file, Files.readAllBytes(made));
      } finally {
        Files.deleteIfExists(made);
      }
    } catch (IOException e) {
      throw new NirException(
          "NIR file " + file + " cannot be written: " + e + "; check its folder and its space", e);
    }
  }

  private static void write(WritableGroup group, Graph graph) {
    group.putDataset("type", "NIRGraph");
    WritableGroup nodes = group.putGroup("nodes");
    for (Map.Entry<String, Node> node : graph.nodes().entrySet()) {
      write(nodes.putGroup(node.getKey()), node.getValue());
    }
    String[][] edges = new String[graph.edges().size()][];
    for (int i = 0; i < edges.length; i++) {
      Edge edge = graph.edges().get(i);
      edges[i] = new String[] {edge.from(), edge.to()};
    }
    group.putDataset("edges", edges);
  }

  private static void write(WritableGroup group, Node node) {
    if (node instanceof Subgraph subgraph) {
      write(group, subgraph.graph());
      return;
    }
    group.putDataset("type", node.type());
    if (node instanceof Input input) {
      putShape(group, input.dimensions());
    } else if (node instanceof Output output) {
      putShape(group, output.dimensions());
    } else if (node instanceof Affine affine) {
      put(group, "weight", affine.weight());
      if (affine.bias() != null) {
        put(group, "bias", affine.bias());
      }
    } else if (node instanceof Convolve convolve) {
      convolution(group, convolve);
    } else if (node instanceof Pool pool) {
      pool(group, pool.window());
    } else if (node instanceof Scale scale) {
      put(group, "scale", scale.factor());
    } else if (node instanceof Flatten flatten) {
      group.putDataset("start_dim", (long) flatten.first());
      group.putDataset("end_dim", (long) flatten.last());
      if (!flatten.inputDimensions().isEmpty()) {
        group.putDataset("input_type", longs(flatten.inputDimensions()));
      }
    } else if (node instanceof Threshold threshold) {
      put(group, "threshold", threshold.threshold());
    } else if (node instanceof Delay delay) {
      put(group, "delay", delay.seconds());
    } else {
      neurons(group, (Neurons) node);
    }
  }

  private static void convolution(WritableGroup group, Convolve convolve) {
    Sliding window = convolve.window();
    put(group, "weight", convolve.weight());
    put(group, "bias", convolve.bias());
    group.putDataset("groups", (long) convolve.groups());
    if (!convolve.inputSides().isEmpty()) {
      group.putDataset("input_shape", longs(convolve.inputSides()));
    }
    boolean even = window.top() == window.bottom() && window.left() == window.right();
    if (convolve.flat()) {
      group.putDataset("stride", (long) window.columnStride());
      group.putDataset("dilation", (long) window.columnDilation());
      if (even) {
        group.putDataset("padding", (long) window.left());
      }
    } else {
      group.putDataset("stride", new long[] {window.rowStride(), window.columnStride()});
      group.putDataset("dilation", new long[] {window.rowDilation(), window.columnDilation()});
      if (even) {
        group.putDataset("padding", new long[] {window.top(), window.left()});
      }
    }
    if (!even) {
      group.putDataset("padding", "same");
    }
  }

  private static void pool(WritableGroup group, Sliding window) {
    group.putDataset("kernel_size", new long[] {window.height(), window.width()});
    group.putDataset("stride", new long[] {window.rowStride(), window.columnStride()});
    group.putDataset("padding", new long[] {window.top(), window.left()});
  }

  private static void neurons(WritableGroup group, Neurons neurons) {
    put(group, "r", neurons.r());
    if (neurons.leak() != null) {
      put(group, neurons.synapse() == null ? "tau" : "tau_mem", neurons.leak().tau());
      put(group, "v_leak", neurons.leak().potential());
    }
    if (neurons.synapse() != null) {
      put(group, "tau_syn", neurons.synapse().tau());
      put(group, "w_in", neurons.synapse().weight());
    }
    if (neurons.firing() != null) {
      put(group, "v_threshold", neurons.firing().threshold());
      if (neurons.subtracts()) {
        group.putDataset(GraphReader.RESET, GraphReader.SUBTRACT);
      } else {
        put(group, "v_reset", neurons.firing().reset());
      }
    }
  }

  private static void putShape(WritableGroup group, List<Integer> dimensions) {
    group.putDataset("shape", longs(dimensions));
  }

  private static long[] longs(List<Integer> numbers) {
    return numbers.stream().mapToLong(Integer::longValue).toArray();
  }

  private static void put(WritableGroup group, String name, Tensor tensor) {
    int[] at = {0};
    group.putDataset(
        name,
        tensor.rank() == 0 ? tensor.values()[0] : nested(tensor.dimensions(), tensor.values(), at));
  }

  /** An array of arrays, as the library takes them. */
  private static Object nested(List<Integer> dimensions, float[] values, int[] at) {
    int length = dimensions.get(0);
    if (dimensions.size() == 1) {
      float[] row = Arrays.copyOfRange(values, at[0], at[0] + length);
      at[0] += length;
      return row;
    }
    List<Integer> rest = dimensions.subList(1, dimensions.size());
    Object first = nested(rest, values, at);
    Object array = Array.newInstance(first.getClass(), length);
    Array.set(array, 0, first);
    for (int i = 1; i < length; i++) {
      Array.set(array, i, nested(rest, values, at));
    }
    return array;
  }
}
