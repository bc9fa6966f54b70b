package io.firstspike.engine.stepped.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps neurons and compares their output with their equations, worked out by hand. */
class NeuronsTest {

  private static final Tensor ONE = Tensor.of(1);
  private static final Tensor ZERO = Tensor.of(0);

  @Test
  void integratorsAddTheirInput() {
    assertThat(run(new Neurons(Tensor.of(2), null, null, null), 0.5, 1, 0, 3))
        .containsExactly(1, 1, 4);
  }

  @Test
  void integrateAndFireResetsToAPotential() {
    Neurons neurons = Neurons.integrateAndFire(ONE, Tensor.of(1.5f), Tensor.of(-1));
    assertThat(run(neurons, 1, 1, 1, 1, 1, 1)).containsExactly(0, 1, 0, 0, 1);
  }

  /** The potential must exceed the threshold, and may stay above it without any input. */
  @Test
  void neuronsFireAsLongAsTheyAreAboveTheThreshold() {
    assertThat(run(Neurons.integrateAndFire(ONE, ONE, ZERO), 1, 1, 0, 1)).containsExactly(0, 0, 1);
    assertThat(run(Neurons.integrateAndFire(ONE, ONE, Tensor.of(3)), 1, 2, 0, 0))
        .containsExactly(1, 1, 1);
    assertThat(run(Neurons.integrateAndFire(ONE, Tensor.of(-1), ZERO), 1, 0, 0))
        .containsExactly(1, 1);
  }

  /** What is above the threshold is kept, and fires later without any input. */
  @Test
  void aResetThatSubtractsKeepsTheRest() {
    assertThat(run(subtracting(1, 0), 1, 0.75f, 0.75f, 0.75f, 0.75f)).containsExactly(0, 1, 1, 0);
    assertThat(run(subtracting(1, 0), 1, 3.5f, 0, 0, 0, 0)).containsExactly(1, 1, 1, 0, 0);
  }

  /** A threshold and a reset that lie half as far from 0 let the potential begin half way. */
  @Test
  void whatIsSubtractedIsTheThresholdLessTheReset() {
    assertThat(run(subtracting(0.5f, -0.5f), 1, 0.75f, 0.75f, 0.75f, 0.75f))
        .containsExactly(1, 0, 1, 1);
  }

  private static Neurons subtracting(float threshold, float reset) {
    return new Neurons(
        ONE,
        null,
        null,
        new Neurons.Firing(Tensor.of(threshold), Tensor.of(reset), Neurons.Reset.SUBTRACT));
  }

  @Test
  void leakyNeuronsSubtractToo() {
    Neurons neurons =
        new Neurons(
            ONE,
            new Neurons.Leak(Tensor.of(2), ZERO),
            null,
            new Neurons.Firing(Tensor.of(0.5f), ZERO, Neurons.Reset.SUBTRACT));
    Simulation simulation = simulation(List.of(1), neurons, new TimeStep(1));
    // v = 0, 1 (fires, 0.5), 0.75 (fires, 0.25), 0.125
    float[] inputs = {0, 2, 1, 0};
    float[] potentials = {0, 0.5f, 0.25f, 0.125f};
    for (int step = 0; step < inputs.length; step++) {
      simulation.input().set(0, inputs[step]);
      simulation.step();
      assertThat(simulation.potentials(1)[0]).isEqualTo(potentials[step]);
    }
  }

  @Test
  void aResetThatWouldRaiseThePotentialIsRefused() {
    assertThatThrownBy(() -> subtracting(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("above 0", "neuron 0", "1.0");
  }

  @Test
  void leakyIntegratorsGoAShareOfTheWay() {
    Neurons neurons = new Neurons(Tensor.of(2), new Neurons.Leak(Tensor.of(4), ONE), null, null);
    // v = v + 1/4 (1 - v + 2 x)
    assertThat(run(neurons, 1, 1, 0)).containsExactly(0.75f, 0.8125f);
  }

  @Test
  void leakyNeuronsFireAndReset() {
    Neurons neurons =
        new Neurons(
            ONE,
            new Neurons.Leak(Tensor.of(2), ZERO),
            null,
            new Neurons.Firing(Tensor.of(0.7f), ZERO));
    // v = 0.5, 0.75 (fires), 0.5, 0.75 (fires)
    assertThat(run(neurons, 1, 1, 1, 1, 1)).containsExactly(0, 1, 0, 1);
  }

  /** What exceeds the threshold is kept, and may be enough to fire again without any input. */
  @Test
  void aSoftResetSubtractsTheThreshold() {
    Neurons.Firing firing = new Neurons.Firing(ONE, ZERO, Neurons.Reset.SUBTRACT);
    assertThat(run(new Neurons(ONE, null, null, firing), 1, 3.5f, 0, 0, 0))
        .containsExactly(1, 1, 1, 0);
    Neurons.Leak leak = new Neurons.Leak(Tensor.of(2), ZERO);
    // v = 1.5 (fires), 0.25 + 0.5, 0.375 + 1 (fires), 0.1875 + 0.5
    assertThat(run(new Neurons(Tensor.of(2), leak, null, firing), 1, 1.5f, 0.5f, 1, 0.5f))
        .containsExactly(1, 0, 1, 0);
  }

  /** The current of a time step moves the potential in the next one. */
  @Test
  void synapticCurrentsComeALittleLater() {
    Neurons neurons =
        new Neurons(
            Tensor.of(2),
            new Neurons.Leak(Tensor.of(4), ZERO),
            new Neurons.Synapse(Tensor.of(2), Tensor.of(3)),
            null);
    // i = 1.5, 0.75, 0.375; v = 0, 0.75, 0.9375
    float[] values = run(neurons, 1, 1, 0, 0);
    assertThat(values[0]).isZero();
    assertThat(values[1]).isEqualTo(0.75f);
    assertThat(values[2]).isCloseTo(0.9375f, within(1e-6f));
  }

  @Test
  void delaysGiveEachElementLater() {
    Simulation simulation =
        simulation(List.of(2), new Delay(Tensor.of(0.2f, 0)), new TimeStep(0.1));
    float[][] shown = {{1, 2}, {3, 0}, {0, 4}, {0, 0}};
    float[][] expected = {{0, 2}, {0, 0}, {1, 4}, {3, 0}};
    for (int step = 0; step < shown.length; step++) {
      simulation.input().set(0, shown[step][0]);
      simulation.input().set(1, shown[step][1]);
      simulation.step();
      assertThat(simulation.output().value(0)).isEqualTo(expected[step][0]);
      assertThat(simulation.output().value(1)).isEqualTo(expected[step][1]);
    }
  }

  @Test
  void aResetForgetsAll() {
    Simulation simulation =
        simulation(List.of(1), new Neurons(ONE, null, null, null), new TimeStep(1));
    simulation.input().set(0, 5);
    simulation.step();
    simulation.reset();
    simulation.step();
    assertThat(simulation.output().value(0)).isZero();
  }

  private static float[] run(Neurons neurons, double timeStep, float... inputs) {
    Simulation simulation = simulation(List.of(1), neurons, new TimeStep(timeStep));
    float[] outputs = new float[inputs.length];
    for (int step = 0; step < inputs.length; step++) {
      if (inputs[step] != 0) {
        simulation.input().set(0, inputs[step]);
      }
      simulation.step();
      outputs[step] = simulation.output().value(0);
    }
    return outputs;
  }

  private static Simulation simulation(List<Integer> input, Node node, TimeStep timeStep) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(input));
    nodes.put("node", node);
    nodes.put("out", new Output(List.of()));
    Graph graph = new Graph(nodes, List.of(new Edge("in", "node"), new Edge("node", "out")));
    return new Simulation(Plan.of(graph, timeStep, NetworkLimit.DEFAULT));
  }
}
