package io.firstspike.engine.nir;

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
import io.firstspike.engine.text.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes nodes of the groups of a NIR file. */
final class GraphReader {

  /** The deepest that graphs may be nested. */
  private static final int DEEPEST = 32;

  /** An attribute of neurons that NIR does not have: how they are reset. */
  static final String RESET = "firstspike_reset";

  /** The value of {@link #RESET} if the threshold is subtracted. */
  static final String SUBTRACT = "subtract";

  private static final List<String> TYPES =
      List.of(
          "Input",
          "Output",
          "Affine",
          "Linear",
          "Conv1d",
          "Conv2d",
          "Scale",
          "Flatten",
          "SumPool2d",
          "AvgPool2d",
          "I",
          "IF",
          "LI",
          "LIF",
          "CubaLI",
          "CubaLIF",
          "Threshold",
          "Delay",
          "NIRGraph");

  private GraphReader() {}

  static Graph graph(NodeGroup group, String prefix, int depth) {
    if (depth > DEEPEST) {
      throw group.complaint("graphs are nested more than " + DEEPEST + " deep: flatten them");
    }
    NodeGroup inner = group.child(group.name(), "nodes");
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (String name : inner.attributes()) {
      nodes.put(name, node(inner.child(prefix + name, name), prefix + name + ".", depth));
    }
    List<Edge> edges = new ArrayList<>();
    for (String[] pair : group.pairs("edges")) {
      edges.add(new Edge(pair[0], pair[1]));
    }
    return new Graph(nodes, edges);
  }

  private static Node node(NodeGroup group, String prefix, int depth) {
    String type = group.text("type");
    try {
      return switch (type) {
        case "Input" -> new Input(dimensions(group, "shape"));
        case "Output" -> new Output(dimensions(group, "shape"));
        case "Affine" -> new Affine(group.numbers("weight"), group.numbers("bias"));
        case "Linear" -> new Affine(group.numbers("weight"), null);
        case "Conv1d", "Conv2d" -> convolution(group, type);
        case "SumPool2d", "AvgPool2d" -> pool(group, type);
        case "Scale" -> new Scale(group.numbers("scale"));
        case "Flatten" ->
            new Flatten(one(group, "start_dim"), one(group, "end_dim"), said(group, "input_type"));
        case "Threshold" -> new Threshold(group.numbers("threshold"));
        case "Delay" -> new Delay(group.numbers("delay"));
        case "I", "IF", "LI", "LIF", "CubaLI", "CubaLIF" -> neurons(group, type);
        case "NIRGraph" -> new Subgraph(graph(group, prefix, depth + 1));
        default ->
            throw group.complaint(
                "nodes of this type cannot run here; those that can are "
                    + String.join(", ", TYPES)
                    + NearestName.hint(type, TYPES));
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw group.complaint(e.getMessage());
    }
  }

  private static List<Integer> dimensions(NodeGroup group, String attribute) {
    List<Integer> dimensions = new ArrayList<>();
    for (int dimension : group.integers(attribute)) {
      if (dimension < 1) {
        throw group.complaint(attribute + " has a dimension of " + dimension);
      }
      dimensions.add(dimension);
    }
    return dimensions;
  }

  private static int one(NodeGroup group, String attribute) {
    int[] numbers = group.integers(attribute);
    if (numbers.length != 1) {
      throw group.complaint(attribute + " is to be one number, not " + numbers.length);
    }
    return numbers[0];
  }

  /** As many whole numbers as there are dimensions; a single one stands for all. */
  private static int[] each(NodeGroup group, String attribute, int count) {
    int[] numbers = group.integers(attribute);
    if (numbers.length == count) {
      return numbers;
    }
    if (numbers.length != 1) {
      throw group.complaint(attribute + " is to be " + count + " numbers, not " + numbers.length);
    }
    return count == 1 ? numbers : new int[] {numbers[0], numbers[0]};
  }

  private static Node convolution(NodeGroup group, String type) {
    Tensor weight = group.numbers("weight");
    int count = type.equals("Conv1d") ? 1 : 2;
    if (weight.rank() != count + 2) {
      throw group.complaint("its weight has dimensions " + weight.dimensions());
    }
    Tensor bias = group.numbers("bias");
    int[] stride = upright(each(group, "stride", count), 1);
    int[] dilation = upright(each(group, "dilation", count), 1);
    List<Integer> sides = weight.dimensions();
    int height = count == 1 ? 1 : sides.get(2);
    int width = sides.get(count + 1);
    int[] before;
    int[] after;
    if (group.isText("padding")) {
      boolean same = group.text("padding").equals("same");
      if (same && (stride[0] != 1 || stride[1] != 1)) {
        throw group.complaint("its padding is same, which needs a stride of 1");
      }
      if (!same && !group.text("padding").equals("valid")) {
        throw group.complaint("its padding is " + group.text("padding") + ", not same or valid");
      }
      int rows = same ? dilation[0] * (height - 1) : 0;
      int columns = same ? dilation[1] * (width - 1) : 0;
      before = new int[] {rows / 2, columns / 2};
      after = new int[] {rows - rows / 2, columns - columns / 2};
    } else {
      before = upright(each(group, "padding", count), 0);
      after = before;
    }
    return new Convolve(
        weight,
        bias,
        new Sliding(
            height,
            width,
            stride[0],
            stride[1],
            dilation[0],
            dilation[1],
            before[0],
            before[1],
            after[0],
            after[1]),
        one(group, "groups"),
        inputSides(group, count));
  }

  private static List<Integer> inputSides(NodeGroup group, int count) {
    List<Integer> sides = said(group, "input_shape");
    return sides.size() == 1 && count == 2 ? List.of(sides.get(0), sides.get(0)) : sides;
  }

  /** Dimensions that may be missing. */
  private static List<Integer> said(NodeGroup group, String attribute) {
    return group.has(attribute) ? dimensions(group, attribute) : List.of();
  }

  /** Numbers for rows and columns; of one dimension, {@code rows} and that for columns. */
  private static int[] upright(int[] numbers, int rows) {
    return numbers.length == 2 ? numbers : new int[] {rows, numbers[0]};
  }

  private static Node pool(NodeGroup group, String type) {
    int[] sides = each(group, "kernel_size", 2);
    int[] stride = each(group, "stride", 2);
    int[] padding = each(group, "padding", 2);
    return new Pool(
        Sliding.plain(sides[0], sides[1], stride[0], stride[1], padding[0], padding[1]),
        type.equals("AvgPool2d"));
  }

  private static Node neurons(NodeGroup group, String type) {
    Tensor r = group.numbers("r");
    boolean synaptic = type.startsWith("Cuba");
    Neurons.Leak leak =
        type.contains("L")
            ? new Neurons.Leak(group.numbers(synaptic ? "tau_mem" : "tau"), group.numbers("v_leak"))
            : null;
    Neurons.Synapse synapse =
        synaptic
            ? new Neurons.Synapse(
                group.numbers("tau_syn"), spread(group, "w_in", r.dimensions(), 1))
            : null;
    Neurons.Firing firing =
        type.endsWith("F")
            ? new Neurons.Firing(group.numbers("v_threshold"), reset(group, r.dimensions()))
            : null;
    return new Neurons(r, leak, synapse, firing);
  }

  /** The potential after firing; null: the threshold is subtracted. */
  private static Tensor reset(NodeGroup group, List<Integer> dimensions) {
    if (!group.has(RESET)) {
      return spread(group, "v_reset", dimensions, 0);
    }
    if (!group.text(RESET).equals(SUBTRACT)) {
      throw group.complaint(RESET + " is " + group.text(RESET) + ", not " + SUBTRACT);
    }
    return null;
  }

  /** A parameter of neurons that may be missing, or be one number for all. */
  private static Tensor spread(
      NodeGroup group, String attribute, List<Integer> dimensions, float missing) {
    Tensor given =
        group.has(attribute) ? group.numbers(attribute) : Tensor.filled(dimensions, missing);
    return given.size() == 1 ? Tensor.filled(dimensions, given.values()[0]) : given;
  }
}
