package io.firstspike.engine.stepped.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Rectifier;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateConversionTest {

  private static final List<Integer> PICTURE = List.of(1, 6, 6);

  private final Random random = new Random(5);

  private float[] numbers(int count, float low, float high) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = low + (high - low) * random.nextFloat();
    }
    return numbers;
  }

  private Convolve convolve(int to, int from) {
    return new Convolve(
        new Tensor(List.of(to, from, 3, 3), numbers(to * from * 9, -0.4f, 0.5f)),
        new Tensor(List.of(to), numbers(to, -0.2f, 0.3f)),
        Sliding.plain(3, 3, 1, 1, 1, 1),
        1,
        List.of());
  }

  private Affine affine(int to, int from) {
    return new Affine(
        new Tensor(List.of(to, from), numbers(to * from, -0.3f, 0.4f)),
        new Tensor(List.of(to), numbers(to, -0.2f, 0.3f)));
  }

  /**
   * Two convolutions, a sum with what lies before them, whose units differ, a sum of a pool and a
   * rectifier without weights between them, and two layers without space.
   */
  private Graph network() {
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(PICTURE));
    nodes.put("c1", convolve(3, 1));
    nodes.put("r1", new Rectifier());
    nodes.put("c2", convolve(3, 3));
    nodes.put("r2", new Rectifier());
    nodes.put("pool", new Pool(Sliding.plain(2, 2, 2, 2, 0, 0), true));
    nodes.put("r3", new Rectifier());
    nodes.put("flat", new Flatten(0, -1, List.of()));
    nodes.put("f1", affine(8, 27));
    nodes.put("r4", new Rectifier());
    nodes.put("f2", affine(4, 8));
    nodes.put("out", new Output(List.of(4)));
    return new Graph(
        nodes,
        edges(
            "in>c1 c1>r1 r1>c2 c2>r2 r1>r2 r2>pool r1>pool pool>r3 r3>flat flat>f1 f1>r4 r4>f2 f2>out"));
  }

  private static List<Edge> edges(String pairs) {
    return java.util.Arrays.stream(pairs.split(" "))
        .map(pair -> new Edge(pair.split(">")[0], pair.split(">")[1]))
        .toList();
  }

  private static Plan plan(Graph graph) {
    return Plan.of(graph, new TimeStep(1), NetworkLimit.DEFAULT);
  }

  private static float[] after(Plan plan, float[] picture, int steps) {
    Simulation simulation = new Simulation(plan);
    Raster raster = Raster.of(plan.nodes().get(plan.input()).output(), new float[][] {picture});
    for (int step = 0; step < steps; step++) {
      raster.write(0, simulation.input());
      simulation.step();
    }
    float[] given = new float[simulation.output().size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = simulation.output().value(i);
    }
    return given;
  }

  /** With ceilings that nothing exceeds, rates come as near as one likes. */
  @ParameterizedTest
  @EnumSource
  void ratesTendToTheNumbersOfTheNetwork(Start start) {
    Plan network = plan(network());
    float[][] pictures = new float[10][];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = numbers(36, 0, 1);
    }
    Ceilings ceilings =
        Ceilings.measured(
            network, pictures.length, i -> Raster.of(PICTURE, new float[][] {pictures[i]}), 100);
    assertThat(ceilings.byNode()).containsOnlyKeys("r1", "r2", "r3", "r4");
    Graph spiking = RateConversion.of(network, ceilings, start);
    assertThat(spiking.nodes().values()).noneMatch(node -> node instanceof Rectifier);
    assertThat(((Neurons) spiking.nodes().get("r4")).r().values()).containsOnly(1);
    int steps = 4000;
    for (float[] picture : pictures) {
      float[] numbers = after(network, picture, 1);
      float[] sums = after(plan(spiking), picture, steps);
      for (int i = 0; i < numbers.length; i++) {
        assertThat(sums[i] / steps).isCloseTo(numbers[i], within(0.01f));
      }
    }
  }

  private static Graph single(float weight, float bias) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(List.of(1)));
    nodes.put(
        "weigh", new Affine(new Tensor(List.of(1, 1), new float[] {weight}), Tensor.of(bias)));
    nodes.put("rectify", new Rectifier());
    nodes.put("out", new Output(List.of()));
    return new Graph(nodes, edges("in>weigh weigh>rectify rectify>out"));
  }

  /** 0.4 in 4 steps is 1.6 spikes: 1 from below, 2 to the nearest. */
  @Test
  void halfAThresholdRoundsToTheNearest() {
    Ceilings ceilings = new Ceilings(Map.of("rectify", 2f));
    Plan network = plan(single(0.6f, 0.2f));
    for (Start start : Start.values()) {
      Graph spiking = RateConversion.of(network, ceilings, start);
      float[] sums = after(plan(spiking), new float[] {1}, 4);
      // In units of the ceiling.
      assertThat(sums[0]).isEqualTo(start == Start.HALF ? 4 : 2);
    }
  }

  @Test
  void weightsAndBiasesAreInUnitsOfTheCeiling() {
    Graph spiking =
        RateConversion.of(
            plan(single(0.6f, 0.2f)), new Ceilings(Map.of("rectify", 2f)), Start.ZERO);
    Affine weigh = (Affine) spiking.nodes().get("weigh");
    assertThat(weigh.weight().values()[0]).isEqualTo(0.3f);
    assertThat(weigh.bias().values()[0]).isEqualTo(0.1f);
    Neurons neurons = (Neurons) spiking.nodes().get("rectify");
    assertThat(neurons.firing().threshold().values()).containsExactly(1);
    assertThat(neurons.firing().kind()).isEqualTo(Neurons.Reset.SUBTRACT);
  }

  @Test
  void aLayerThatIsNeverActiveIsNamed() {
    assertThatThrownBy(
            () ->
                Ceilings.measured(
                    plan(single(-1, 0)), 2, i -> Raster.of(List.of(1), new float[][] {{i}}), 99.9))
        .isInstanceOf(GraphException.class)
        .hasMessageContainingAll("node rectify (ReLU)", "above 0 on 2 pictures");
  }

  @Test
  void whatIsNeitherLinearNorARectifierIsNamed() {
    Map<String, Node> nodes = new LinkedHashMap<>(single(1, 0).nodes());
    nodes.put("rectify", new Threshold(Tensor.of(1)));
    Graph graph = new Graph(nodes, single(1, 0).edges());
    assertThatThrownBy(() -> RateConversion.of(plan(graph), new Ceilings(Map.of()), Start.HALF))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("node rectify (Threshold)");
  }

  @Test
  void percentilesAreOfActivationsAboveZero() {
    ActivationHistogram histogram = new ActivationHistogram();
    for (int i = -1000; i <= 1000; i++) {
      histogram.add(i / 10f);
    }
    assertThat(histogram.percentile(100)).isEqualTo(100);
    assertThat(histogram.percentile(99)).isBetween(99f, 99.1f);
    assertThat(histogram.percentile(0.1)).isBetween(0.1f, 0.1001f);
    assertThat(new ActivationHistogram().percentile(99.9)).isZero();
  }
}
