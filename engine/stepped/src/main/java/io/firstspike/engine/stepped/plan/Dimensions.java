package io.firstspike.engine.stepped.plan;

import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Rectifier;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Subgraph;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Dimensions of what the nodes of a graph exchange, found from its input on and compared with what
 * each node's parameters ask for.
 */
final class Dimensions {

  private final Graph graph;
  private final TimeStep timeStep;
  private final Map<String, List<PlannedNode.Source>> sources;
  private final List<String> names;
  private final List<PlannedNode> nodes = new ArrayList<>();

  Dimensions(
      Graph graph,
      TimeStep timeStep,
      Map<String, List<PlannedNode.Source>> sources,
      List<String> names) {
    this.graph = graph;
    this.timeStep = timeStep;
    this.sources = sources;
    this.names = names;
  }

  /** The nodes with their dimensions. */
  List<PlannedNode> nodes() {
    for (String name : names) {
      nodes.add(planned(name, graph.nodes().get(name)));
    }
    // What is late is known only now.
    for (PlannedNode node : nodes) {
      for (PlannedNode.Source source : node.sources()) {
        requireAlike(node, nodes.get(source.node()));
      }
    }
    return nodes;
  }

  private PlannedNode planned(String name, Node node) {
    List<Integer> input = input(name, node);
    try {
      return new PlannedNode(name, node, input, output(node, input), sources.get(name));
    } catch (IllegalArgumentException e) {
      throw GraphException.of(name, node.type(), e.getMessage());
    }
  }

  private List<Integer> input(String name, Node node) {
    for (PlannedNode.Source source : sources.get(name)) {
      if (source.node() < nodes.size()) {
        return nodes.get(source.node()).output();
      }
    }
    if (node instanceof Input input) {
      if (input.dimensions().isEmpty()) {
        throw GraphException.of(name, node.type(), "it has no dimensions: give it a shape");
      }
      return input.dimensions();
    }
    // All it receives is late, or it is a delay: neurons and delays change no dimensions.
    return node instanceof Delay || node instanceof Neurons
        ? own(node)
        : own(graph.nodes().get(names.get(sources.get(name).get(0).node())));
  }

  /** The dimensions of the parameters of neurons or of a delay. */
  private static List<Integer> own(Node node) {
    return node instanceof Neurons neurons
        ? neurons.dimensions()
        : ((Delay) node).seconds().dimensions();
  }

  private List<Integer> output(Node node, List<Integer> input) {
    if (node instanceof Affine affine) {
      require(
          input.equals(List.of(affine.inputs())),
          "its weight is for "
              + affine.inputs()
              + " inputs, and it receives "
              + told(input)
              + (Tensor.size(input) == affine.inputs() ? ": put a Flatten before it" : ""));
      return List.of(affine.outputs());
    }
    if (node instanceof Convolve convolve) {
      return convolved(convolve, input);
    }
    if (node instanceof Pool pool) {
      require(input.size() == 3, "it pools maps of rows and columns, and receives " + told(input));
      return slid(pool.window(), input.get(0), input, false);
    }
    if (node instanceof Flatten flatten) {
      return flattened(flatten, input);
    }
    if (node instanceof Input || node instanceof Output) {
      List<Integer> said =
          node instanceof Input in ? in.dimensions() : ((Output) node).dimensions();
      require(
          said.isEmpty() || said.equals(input),
          "its shape is " + told(said) + ", and it receives " + told(input));
      return input;
    }
    if (node instanceof Rectifier) {
      return input;
    }
    for (Tensor parameter : perElement(node)) {
      require(
          parameter.size() == 1 || parameter.dimensions().equals(input),
          "its parameters are for "
              + told(parameter.dimensions())
              + ", and it receives "
              + told(input));
    }
    if (node instanceof Neurons neurons) {
      requireSteady(neurons);
    }
    if (node instanceof Delay delay) {
      for (float seconds : delay.seconds().values()) {
        require(seconds >= 0, "a delay of " + seconds + " s is below 0");
      }
    }
    return input;
  }

  private static Stream<Tensor> times(Neurons neurons) {
    return Stream.concat(
        Stream.ofNullable(neurons.leak()).map(Neurons.Leak::tau),
        Stream.ofNullable(neurons.synapse()).map(Neurons.Synapse::tau));
  }

  private void requireSteady(Neurons neurons) {
    times(neurons)
        .forEach(
            taus -> {
              for (float tau : taus.values()) {
                require(tau > 0, "a time constant of " + tau + " s is not above 0");
                require(
                    timeStep.share(tau) <= 1.000001f,
                    "a time step of "
                        + timeStep.seconds()
                        + " s is longer than its time constant of "
                        + tau
                        + " s, so potentials would overshoot: take a shorter one (--time-step)");
              }
            });
  }

  private static List<Tensor> perElement(Node node) {
    if (node instanceof Scale scale) {
      return List.of(scale.factor());
    }
    if (node instanceof Threshold threshold) {
      return List.of(threshold.threshold());
    }
    if (node instanceof Delay delay) {
      return List.of(delay.seconds());
    }
    if (node instanceof Neurons neurons) {
      return List.of(neurons.r());
    }
    throw new IllegalStateException(
        node instanceof Subgraph ? "a subgraph that was not flattened" : node.type());
  }

  private static List<Integer> convolved(Convolve convolve, List<Integer> input) {
    int rank = convolve.flat() ? 2 : 3;
    require(
        input.size() == rank && input.get(0) == convolve.inputMaps(),
        "its weight is for "
            + convolve.inputMaps()
            + " maps with "
            + (rank == 2 ? "one dimension" : "rows and columns")
            + ", and it receives "
            + told(input));
    require(
        convolve.inputSides().isEmpty() || convolve.inputSides().equals(input.subList(1, rank)),
        "its input_shape is " + told(convolve.inputSides()) + ", and it receives " + told(input));
    return slid(convolve.window(), convolve.outputMaps(), input, convolve.flat());
  }

  private static List<Integer> slid(Sliding window, int maps, List<Integer> input, boolean flat) {
    int inputRows = flat ? 1 : input.get(1);
    int rows = window.rows(inputRows);
    int columns = window.columns(input.get(input.size() - 1));
    require(
        rows > 0 && columns > 0,
        "its window of "
            + window.height()
            + "x"
            + window.width()
            + " does not fit into "
            + told(input));
    return flat ? List.of(maps, columns) : List.of(maps, rows, columns);
  }

  private static List<Integer> flattened(Flatten flatten, List<Integer> input) {
    require(
        flatten.inputDimensions().isEmpty() || flatten.inputDimensions().equals(input),
        "its input_type is "
            + told(flatten.inputDimensions())
            + ", and it receives "
            + told(input));
    int first = flatten.first() < 0 ? flatten.first() + input.size() : flatten.first();
    int last = flatten.last() < 0 ? flatten.last() + input.size() : flatten.last();
    require(
        0 <= first && first <= last && last < input.size(),
        "it joins dimensions "
            + flatten.first()
            + " to "
            + flatten.last()
            + ", and receives "
            + told(input));
    List<Integer> joined = new ArrayList<>(input.subList(0, first));
    joined.add(Math.toIntExact(Tensor.size(input.subList(first, last + 1))));
    joined.addAll(input.subList(last + 1, input.size()));
    return List.copyOf(joined);
  }

  private void requireAlike(PlannedNode node, PlannedNode source) {
    if (!source.output().equals(node.input())) {
      throw GraphException.of(
          node.name(),
          node.node().type(),
          "it receives "
              + told(source.output())
              + " from node "
              + source.name()
              + ", and "
              + told(node.input())
              + " is what it takes");
    }
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException(complaint);
    }
  }

  private static String told(List<Integer> dimensions) {
    return dimensions.stream()
        .map(String::valueOf)
        .reduce((a, b) -> a + "x" + b)
        .orElse("a single number");
  }
}
