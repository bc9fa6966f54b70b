package io.firstspike.engine.stepped.conversion;

import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Rectifier;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Makes a spiking network of a network of rectifiers. Each rectifier becomes a neuron without a
 * leak and with a threshold of 1, whose reset subtracts; everything between rectifiers is linear
 * and stays.
 *
 * <p>What a node gives in a time step is, on average over time, the number that it gave before,
 * divided by the node's <em>unit</em>: 1 for the input, the {@link Ceilings ceiling} for neurons.
 * Weights and biases in front of a layer of ceiling {@code c}, which receive units of {@code u},
 * become {@code W u / c} and {@code b / c} (Rueckauer et al. 2017, parameter normalization); those
 * in front of anything else give units of 1. Where what a node receives has several units, the
 * others are scaled to the first.
 *
 * <p>The output is summed by neurons that never fire, whose potentials divided by the number of
 * time steps are the numbers of the network before.
 */
@API(status = Status.MAINTAINED)
public final class RateConversion {

  private final Plan network;
  private final Ceilings ceilings;
  private final Start start;
  private final float[] units;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  private RateConversion(Plan network, Ceilings ceilings, Start start) {
    this.network = network;
    this.ceilings = ceilings;
    this.start = start;
    this.units = new float[network.nodes().size()];
  }

  /**
   * Makes the spiking network. Its time step is 1; its input is shown as currents, the same in each
   * time step; its decision is read from potentials.
   *
   * @param network a network without neurons; made with its subgraphs flattened
   * @param ceilings of all its rectifiers
   * @throws GraphException if a node cannot be converted
   */
  public static Graph of(Plan network, Ceilings ceilings, Start start) {
    RateConversion conversion = new RateConversion(network, ceilings, start);
    for (int i = 0; i < network.nodes().size(); i++) {
      conversion.convert(i);
    }
    return new Graph(conversion.nodes, conversion.edges);
  }

  private void convert(int at) {
    PlannedNode planned = network.nodes().get(at);
    Node node = planned.node();
    float unit = planned.sources().isEmpty() ? 1 : units[planned.sources().get(0).node()];
    units[at] = unit;
    if (node instanceof Rectifier) {
      units[at] = ceiling(planned);
      node = start.neurons(planned.output(), unit / units[at]);
    } else if (node instanceof Affine affine) {
      units[at] = unitOf(at);
      node =
          new Affine(times(affine.weight(), unit / units[at]), times(affine.bias(), 1 / units[at]));
    } else if (node instanceof Convolve convolve) {
      units[at] = unitOf(at);
      node =
          new Convolve(
              times(convolve.weight(), unit / units[at]),
              times(convolve.bias(), 1 / units[at]),
              convolve.window(),
              convolve.groups(),
              convolve.inputSides());
    } else if (node instanceof Neurons || node instanceof Threshold) {
      throw GraphException.of(
          planned.name(),
          node.type(),
          "it is neither linear nor a rectifier (ReLU), and nothing else can be converted");
    }
    if (node instanceof Output) {
      String sum = unused(planned.name() + "_sum");
      nodes.put(sum, new Neurons(Tensor.filled(planned.input(), unit), null, null, null));
      connect(planned, sum, unit);
      edges.add(new Edge(sum, planned.name()));
    } else {
      connect(planned, planned.name(), unit);
    }
    nodes.put(planned.name(), node);
  }

  private float ceiling(PlannedNode rectifier) {
    Float ceiling = ceilings.byNode().get(rectifier.name());
    if (ceiling == null) {
      throw GraphException.of(
          rectifier.name(), rectifier.node().type(), "it has no ceiling: measure one");
    }
    return ceiling;
  }

  /** The unit of weights: the ceiling of the rectifier that alone receives them, or 1. */
  private float unitOf(int at) {
    PlannedNode receiver = null;
    for (PlannedNode other : network.nodes()) {
      for (PlannedNode.Source source : other.sources()) {
        if (source.node() == at) {
          if (receiver != null || other.sources().size() > 1) {
            return 1;
          }
          receiver = other;
        }
      }
    }
    return receiver != null && receiver.node() instanceof Rectifier ? ceiling(receiver) : 1;
  }

  /** Connects what a node receives with {@code to}, in units of {@code unit}. */
  private void connect(PlannedNode planned, String to, float unit) {
    for (PlannedNode.Source source : planned.sources()) {
      String from = network.nodes().get(source.node()).name();
      if (units[source.node()] != unit) {
        String scale = unused(from + "_for_" + planned.name());
        nodes.put(scale, new Scale(Tensor.of(units[source.node()] / unit)));
        edges.add(new Edge(from, scale));
        edges.add(new Edge(scale, to));
      } else {
        edges.add(new Edge(from, to));
      }
    }
  }

  private String unused(String name) {
    String unused = name;
    while (nodes.containsKey(unused)
        || network.nodes().stream().map(PlannedNode::name).anyMatch(unused::equals)) {
      unused += "_";
    }
    return unused;
  }

  private static Tensor times(Tensor tensor, float factor) {
    if (tensor == null) {
      return null;
    }
    float[] values = tensor.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new Tensor(tensor.dimensions(), values);
  }
}
