package io.firstspike.engine.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import io.firstspike.engine.stepped.plan.TimeStep;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs published graphs and compares them with what is known of them. */
class PublishedNetworksTest {

  private static final TimeStep TENTH_OF_A_MILLISECOND = new TimeStep(1e-4);

  private static Simulation simulation(String name, TimeStep timeStep) {
    return new Simulation(Plan.of(Published.graph(name), timeStep, NetworkLimit.DEFAULT));
  }

  private static int place(Plan plan, String name) {
    return plan.nodes().stream().map(PlannedNode::name).toList().indexOf(name);
  }

  /** Norse's own trace: input, potential, spike in 1,000 time steps. */
  @Test
  void aLeakyNeuronFollowsNorsesTrace() throws IOException {
    Simulation simulation = simulation("lif_norse.nir", TENTH_OF_A_MILLISECOND);
    int neuron = place(simulation.plan(), "1");
    List<Integer> spikes = new ArrayList<>();
    List<String> rows = Files.readAllLines(Published.file("lif_norse.csv"));
    assertThat(rows).hasSize(1000);
    for (int step = 0; step < rows.size(); step++) {
      String[] row = rows.get(step).split(",");
      simulation.input().set(0, Float.parseFloat(row[0]));
      simulation.step();
      assertThat(simulation.potentials(neuron)[0])
          .as("step %s", step)
          .isCloseTo(Float.parseFloat(row[1]), within(1e-6f));
      assertThat(simulation.output().value(0)).isEqualTo(Float.parseFloat(row[2]));
      if (simulation.output().value(0) == 1) {
        spikes.add(step);
      }
    }
    assertThat(spikes).containsExactly(460, 510, 710, 760);
  }

  @Test
  void aConvolutionalNetworkHasTheDimensionsThatItsFileSays() {
    Plan plan = Plan.of(Published.graph("cnn_sinabs.nir"), new TimeStep(1), NetworkLimit.DEFAULT);
    assertThat(plan.nodes()).extracting(PlannedNode::name).startsWith("input", "0", "1", "2");
    assertThat(plan.nodes().get(place(plan, "4")).output()).containsExactly(16, 8, 8);
    assertThat(plan.nodes().get(place(plan, "8")).output()).containsExactly(128);
    assertThat(plan.nodes().get(plan.output()).output()).containsExactly(10);
  }

  /** The equations in double precision, neuron by neuron, beside the network. */
  @Test
  void aRecurrentNetworkFollowsItsEquations() {
    Graph graph = Published.graph("braille_noDelay_bias_zero.nir");
    Simulation simulation = simulation("braille_noDelay_bias_zero.nir", TENTH_OF_A_MILLISECOND);
    Plan plan = simulation.plan();
    assertThat(plan.nodes().get(place(plan, "lif1.w_rec")).sources().get(0).late()).isTrue();
    Affine in = (Affine) graph.nodes().get("fc1");
    Affine back = (Affine) graph.nodes().get("lif1.w_rec");
    Affine out = (Affine) graph.nodes().get("fc2");
    Layer first = new Layer((Neurons) graph.nodes().get("lif1.lif"));
    Layer second = new Layer((Neurons) graph.nodes().get("lif2"));
    Random random = new Random(5);
    double[] fired = new double[38];
    int count = 0;
    for (int step = 0; step < 256; step++) {
      double[] shown = new double[12];
      for (int i = 0; i < shown.length; i++) {
        shown[i] = random.nextInt(4) == 0 ? 1 : 0;
        simulation.input().set(i, (float) shown[i]);
      }
      simulation.step();
      double[] received = times(in, shown);
      double[] recurrent = times(back, fired);
      for (int i = 0; i < received.length; i++) {
        received[i] += recurrent[i];
      }
      fired = first.step(received);
      second.step(times(out, fired));
      assertClose(simulation.potentials(place(plan, "lif1.lif")), first.v);
      assertClose(simulation.potentials(place(plan, "lif2")), second.v);
      for (double one : fired) {
        count += (int) one;
      }
    }
    assertThat(count).isGreaterThan(20);
  }

  private static double[] times(Affine affine, double[] input) {
    double[] output = new double[affine.outputs()];
    for (int i = 0; i < output.length; i++) {
      output[i] = affine.bias() == null ? 0 : affine.bias().values()[i];
      for (int j = 0; j < input.length; j++) {
        output[i] += affine.weight().values()[i * input.length + j] * input[j];
      }
    }
    return output;
  }

  private static void assertClose(float[] potentials, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) potentials[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  /** CubaLIF by forward Euler, as its definition in NIR says. */
  private static final class Layer {

    private final Neurons neurons;
    private final double[] v;
    private final double[] current;

    Layer(Neurons neurons) {
      this.neurons = neurons;
      this.v = new double[neurons.r().size()];
      this.current = new double[v.length];
    }

    double[] step(double[] input) {
      double[] fired = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        double goal = at(neurons.leak().potential(), i) - v[i] + at(neurons.r(), i) * current[i];
        v[i] += 1e-4 / at(neurons.leak().tau(), i) * goal;
        current[i] +=
            1e-4
                / at(neurons.synapse().tau(), i)
                * (at(neurons.synapse().weight(), i) * input[i] - current[i]);
        if (v[i] > at(neurons.firing().threshold(), i)) {
          fired[i] = 1;
          v[i] = at(neurons.firing().reset(), i);
        }
      }
      return fired;
    }

    private static double at(Tensor tensor, int i) {
      return tensor.values()[i];
    }
  }
}
