package io.firstspike.engine.nir;

import io.firstspike.engine.exchange.NetworkWeights;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A network of neurons that fire once, as a graph of IF neurons with time steps of 1:
 *
 * <ul>
 *   <li>A neuron that fires once is an IF neuron whose reset lies so low that all the input still
 *       to come cannot raise it above its threshold again.
 *   <li>The first spike of a window is that of an IF neuron after a sum pool: any spike in the
 *       window raises it above its threshold.
 *   <li>Several thresholds are as many copies of the layer's maps.
 *   <li>Decision neurons that do not fire are integrators; where an early spike counts more, two
 *       after each other.
 * </ul>
 *
 * The graph begins after the encoding, which NIR has no nodes for: its input is the encoded image,
 * a spike at most for each element. It is an approximation: sums may be rounded differently,
 * programs may treat a low reset in their own ways, and times within a time step are not told
 * apart.
 */
@API(status = Status.MAINTAINED)
public final class FirstSpikeGraph {

  private final NetworkSpec spec;
  private final Map<String, NumericArray> weights;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  private FirstSpikeGraph(Network network) {
    spec = network.spec();
    weights = NetworkWeights.of(network).arrays();
    build();
  }

  /**
   * Makes the graph of a network.
   *
   * @throws NirException if the network has no labels, or hidden neurons
   */
  public static FirstSpikeGraph of(Network network) {
    if (network.spec().decision().labels().isEmpty()) {
      throw new NirException(
          network.spec().name() + " has no labels yet: train it, then export it");
    }
    if (network.spec().decision().hidden() != null) {
      throw new NirException(
          network.spec().name()
              + " has hidden neurons, which the graph would lack: export its weights");
    }
    return new FirstSpikeGraph(network);
  }

  public Graph graph() {
    return new Graph(nodes, edges);
  }

  /** The way in which a decision is read from its output. */
  public ReadOut readOut() {
    return spec.decision().threshold() == null ? ReadOut.POTENTIAL : ReadOut.FIRST;
  }

  /** The label of each element of its output; several elements may stand for one. */
  public List<String> labels() {
    return List.copyOf(labels);
  }

  /** An encoded image as its input. */
  public static Raster raster(Spikes encoded) {
    float[][] steps = new float[encoded.steps()][encoded.shape().size()];
    for (int step = 0; step < steps.length; step++) {
      for (int i = encoded.start(step); i < encoded.end(step); i++) {
        steps[step][encoded.spike(i)] = 1;
      }
    }
    return Raster.of(dimensions(encoded.shape()), steps);
  }

  private static List<Integer> dimensions(Shape shape) {
    return List.of(shape.maps(), shape.height(), shape.width());
  }

  private void build() {
    Shape shape = spec.encoding().output(spec.input());
    List<String> ends = new ArrayList<>(List.of("input"));
    List<Shape> shapes = new ArrayList<>(List.of(shape));
    nodes.put("input", new Input(dimensions(shape)));
    for (FeatureSpec feature : spec.features()) {
      ends.add(feature(feature, ends.get(ends.size() - 1), shape));
      shape = feature.output(feature.window(shape).slide(shape, feature.maps()));
      shapes.add(shape);
    }
    decision(ends, shapes);
  }

  private void add(String name, Node node, String from) {
    nodes.put(name, node);
    edges.add(new Edge(from, name));
  }

  /** Adds a feature layer; the name of its last node. */
  private String feature(FeatureSpec feature, String from, Shape input) {
    float[] thresholds = feature.frozenThresholds();
    float[] once = weights.get(feature.name()).floats();
    float[] repeated = new float[once.length * thresholds.length];
    for (int i = 0; i < thresholds.length; i++) {
      System.arraycopy(once, 0, repeated, i * once.length, once.length);
    }
    Window window = feature.window(input);
    int maps = feature.maps() * thresholds.length;
    Shape neurons = window.slide(input, maps);
    add(feature.name() + "_convolution", convolve(repeated, maps, input, window), from);
    add(
        feature.name(),
        firingOnce(
            neurons,
            dimensions(neurons),
            rows(repeated, maps),
            map -> thresholds[map / feature.maps()]),
        feature.name() + "_convolution");
    Window pool = feature.pool().pooling().window();
    if (pool.equals(Window.square(1, 1, 0))) {
      return feature.name();
    }
    add(feature.name() + "_sum", new Pool(sliding(pool), false), feature.name());
    float[][] ones = new float[maps][pool.area()];
    Arrays.stream(ones).forEach(row -> Arrays.fill(row, 1));
    Shape pooled = pool.slide(neurons, maps);
    add(
        feature.name() + "_pooled",
        firingOnce(pooled, dimensions(pooled), ones, map -> 0.5f),
        feature.name() + "_sum");
    return feature.name() + "_pooled";
  }

  private interface OfMap {
    float value(int map);
  }

  /** Neurons that can fire once, whose inputs fire once too. */
  private static Neurons firingOnce(
      Shape shape, List<Integer> dimensions, float[][] weights, OfMap thresholds) {
    float[] threshold = new float[shape.size()];
    float[] reset = new float[shape.size()];
    for (int map = 0; map < shape.maps(); map++) {
      double excitation = 0;
      for (float weight : weights[map]) {
        excitation += Math.max(0, weight);
      }
      int first = map * shape.locations();
      Arrays.fill(threshold, first, first + shape.locations(), thresholds.value(map));
      Arrays.fill(reset, first, first + shape.locations(), (float) (-2 * excitation - 1));
    }
    return Neurons.integrateAndFire(
        Tensor.filled(dimensions, 1),
        new Tensor(dimensions, threshold),
        new Tensor(dimensions, reset));
  }

  private static Sliding sliding(Window window) {
    return Sliding.plain(
        window.height(),
        window.width(),
        window.rowStride(),
        window.columnStride(),
        window.rowPadding(),
        window.columnPadding());
  }

  private void decision(List<String> ends, List<Shape> shapes) {
    DecisionSpec decision = spec.decision();
    int maps = decision.takenMaps();
    float[][] rows =
        Arrays.copyOf(rows(weights.get(decision.name()).floats(), decision.maps()), maps);
    boolean whole = decision.kernel() == 0;
    List<Integer> inputs = spec.decisionInputs();
    Shape first = shapes.get(inputs.get(0) + 1);
    Shape neurons = whole ? new Shape(maps, 1, 1) : decision.window(first).slide(first, maps);
    List<String> connections =
        whole
            ? fullConnections(rows, ends, shapes)
            : List.of(convolution(rows, ends.get(inputs.get(0) + 1), first));
    List<Integer> dimensions = whole ? List.of(maps) : dimensions(neurons);
    String last = decisionNeurons(rows, neurons, dimensions, connections);
    if (!whole) {
      add(decision.name() + "_flat", new Flatten(0, -1, dimensions), last);
      last = decision.name() + "_flat";
    }
    add("output", new Output(List.of(neurons.size())), last);
    for (int i = 0; i < neurons.size(); i++) {
      int map = i / neurons.locations();
      labels.add(decision.labels().get(map / decision.neuronsPerLabel()));
    }
  }

  /** Connects all cells of each input with each decision neuron; the names of the connections. */
  private List<String> fullConnections(float[][] rows, List<String> ends, List<Shape> shapes) {
    List<String> connections = new ArrayList<>();
    int at = 0;
    for (int layer : spec.decisionInputs()) {
      Shape shape = shapes.get(layer + 1);
      String from = ends.get(layer + 1);
      String name = spec.decision().name() + "_of_" + from;
      float[] part = new float[rows.length * shape.size()];
      for (int map = 0; map < rows.length; map++) {
        System.arraycopy(rows[map], at, part, map * shape.size(), shape.size());
      }
      at += shape.size();
      add(name + "_flat", new Flatten(0, -1, dimensions(shape)), from);
      add(
          name,
          new Affine(new Tensor(List.of(rows.length, shape.size()), part), null),
          name + "_flat");
      connections.add(name);
    }
    return connections;
  }

  /** Lets the decision neurons' window slide over an input; the name of the connection. */
  private String convolution(float[][] rows, String from, Shape input) {
    Window window = spec.decision().window(input);
    float[] all = new float[rows.length * rows[0].length];
    for (int map = 0; map < rows.length; map++) {
      System.arraycopy(rows[map], 0, all, map * rows[0].length, rows[0].length);
    }
    String name = spec.decision().name() + "_convolution";
    add(name, convolve(all, rows.length, input, window), from);
    return name;
  }

  private static Convolve convolve(float[] weights, int maps, Shape input, Window window) {
    return new Convolve(
        new Tensor(List.of(maps, input.maps(), window.height(), window.width()), weights),
        Tensor.filled(List.of(maps), 0),
        sliding(window),
        1,
        List.of(input.height(), input.width()));
  }

  /** Adds the decision neurons; the name of the node that gives their output. */
  private String decisionNeurons(
      float[][] rows, Shape shape, List<Integer> dimensions, List<String> connections) {
    DecisionSpec decision = spec.decision();
    Neurons neurons =
        decision.threshold() == null
            ? new Neurons(Tensor.filled(dimensions, 1), null, null, null)
            : firingOnce(shape, dimensions, rows, map -> decision.threshold());
    nodes.put(decision.name(), neurons);
    connections.forEach(name -> edges.add(new Edge(name, decision.name())));
    if (!decision.latencies()) {
      return decision.name();
    }
    Tensor share = Tensor.filled(dimensions, 1f / spec.encoding().steps());
    add(decision.name() + "_over_time", new Neurons(share, null, null, null), decision.name());
    return decision.name() + "_over_time";
  }

  private static float[][] rows(float[] values, int count) {
    int length = values.length / count;
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(values, i * length, (i + 1) * length);
    }
    return rows;
  }
}
