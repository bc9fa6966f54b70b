package io.firstspike.engine.stepped.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Subgraph;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.layer.Simulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final Tensor ONE = Tensor.of(1);
  private static final Node INTEGRATOR = new Neurons(ONE, null, null, null);
  private static final Node RELAY = new Scale(ONE);

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  PlanTest() {
    nodes.put("in", new Input(List.of(1)));
    nodes.put("out", new Output(List.of(1)));
  }

  private PlanTest node(String name, Node node) {
    nodes.put(name, node);
    return this;
  }

  /** Adds edges, given as {@code a>b}. */
  private PlanTest edges(String... pairs) {
    for (String pair : pairs) {
      edges.add(new Edge(pair.split(">")[0], pair.split(">")[1]));
    }
    return this;
  }

  private Plan plan() {
    return Plan.of(new Graph(nodes, edges), new TimeStep(0.5), NetworkLimit.DEFAULT);
  }

  private float[] run(float... inputs) {
    Simulation simulation = new Simulation(plan());
    float[] outputs = new float[inputs.length];
    for (int step = 0; step < inputs.length; step++) {
      simulation.input().set(0, inputs[step]);
      simulation.step();
      outputs[step] = simulation.output().value(0);
    }
    return outputs;
  }

  private void refused(String... words) {
    assertThatThrownBy(this::plan)
        .isInstanceOf(GraphException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void nodesReceiveTheSumOfTheirEdgesInTheSameTimeStep() {
    node("double", new Scale(Tensor.of(2)))
        .node("relay", RELAY)
        .edges("relay>out", "double>relay", "in>relay", "in>double", "in>relay");
    assertThat(run(1, 0, 5)).containsExactly(4, 0, 20);
  }

  /** v(t) = v(t - 1) + (x(t) + v(t - 1)) / 2. */
  @Test
  void aroundACycleNeuronsTakeATimeStep() {
    node("v", INTEGRATOR).node("back", RELAY).edges("in>v", "v>back", "back>v", "v>out");
    assertThat(run(2, 0, 0)).containsExactly(1, 1.5f, 2.25f);
  }

  @Test
  void aDelayBreaksACycleByItself() {
    node("sum", RELAY)
        .node("delay", new Delay(ONE))
        .edges("in>sum", "sum>delay", "delay>sum", "sum>out");
    assertThat(run(1, 3, 0, 0, 0)).containsExactly(1, 3, 1, 3, 1);
  }

  @Test
  void aCycleWithoutNeuronsOrDelayIsRefusedByName() {
    node("a", RELAY).node("b", RELAY).edges("in>a", "a>b", "b>a", "b>out");
    refused("node a (Scale)", "waits for itself", "--time-step");
  }

  @Test
  void aDelayBelowATimeStepBreaksNoCycle() {
    node("sum", RELAY)
        .node("delay", new Delay(Tensor.of(0.1f)))
        .edges("in>sum", "sum>delay", "delay>sum", "sum>out");
    refused("(Scale)", "waits for itself");
  }

  @Test
  void subgraphsRunAsTheirNodesDo() {
    Graph inner =
        new Graph(
            Map.of("x", new Input(List.of(1)), "v", INTEGRATOR, "y", new Output(List.of(1))),
            List.of(new Edge("x", "v"), new Edge("v", "y"), new Edge("v", "v")));
    node("part", new Subgraph(inner)).edges("in>part", "part>out");
    assertThat(run(2, 0, 0)).containsExactly(1, 1.5f, 2.25f);
    assertThat(plan().nodes()).extracting(PlannedNode::name).contains("part.x", "part.v", "part.y");
  }

  @Test
  void dimensionsThatDoNotFitAreToldWithTheirNode() {
    nodes.put("in", new Input(List.of(2, 3, 3)));
    node("fc", new Affine(Tensor.filled(List.of(1, 18), 1), null)).edges("in>fc", "fc>out");
    refused("node fc (Linear)", "18 inputs", "2x3x3", "Flatten");
    node("fc", new Affine(Tensor.filled(List.of(1, 17), 1), null));
    refused("17 inputs");
    node(
        "fc",
        new Convolve(
            Tensor.filled(List.of(1, 2, 4, 4), 1),
            ONE,
            Sliding.plain(4, 4, 1, 1, 0, 0),
            1,
            List.of()));
    refused("node fc (Conv2d)", "4x4 does not fit into 2x3x3");
    node("fc", new Flatten(0, 3, List.of()));
    refused("node fc (Flatten)");
    node("fc", new Neurons(Tensor.of(1, 1), null, null, null));
    refused("node fc (I)", "for 2, and it receives 2x3x3");
    nodes.put("in", new Input(List.of(2)));
    refused("node out (Output)", "its shape is 1, and it receives 2");
  }

  @Test
  void parametersOfOneNumberAreForAll() {
    nodes.put("in", new Input(List.of(2)));
    nodes.put("out", new Output(List.of(2)));
    node("v", INTEGRATOR).edges("in>v", "v>out");
    assertThat(plan().nodes().get(1).output()).containsExactly(2);
    assertThat(run(4)).containsExactly(2);
  }

  @Test
  void whatCannotBeComputedIsRefused() {
    edges("in>out");
    node("alone", INTEGRATOR);
    refused("node alone (I)", "no edge leads to it");
    nodes.remove("alone");
    node("second", new Input(List.of(1)));
    refused("2 nodes Input", "[in, second]");
    nodes.remove("second");
    edges("out>in");
    refused("waits for itself");
    assertThatThrownBy(() -> new Graph(nodes, List.of(new Edge("in", "missing"))))
        .hasMessageContaining("in -> missing");
  }

  @Test
  void aTimeStepLongerThanATimeConstantIsRefused() {
    node("v", new Neurons(ONE, new Neurons.Leak(Tensor.of(0.4f), ONE), null, null))
        .edges("in>v", "v>out");
    refused("node v (LI)", "0.5 s", "0.4 s", "--time-step");
    node("v", new Neurons(ONE, new Neurons.Leak(Tensor.of(0), ONE), null, null));
    refused("not above 0");
  }

  /** A delay of a year would take all memory. */
  @Test
  void theLimitHoldsBeforeAnythingIsAllocated() {
    node("delay", new Delay(Tensor.of(3e7f))).edges("in>delay", "delay>out");
    refused("node delay (Delay)", "--max-weights");
    nodes.put("in", new Input(List.of(1 << 30)));
    nodes.put("out", new Output(List.of()));
    node("delay", RELAY);
    refused("node in (Input)", "--max-weights");
  }
}
