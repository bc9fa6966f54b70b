package io.firstspike.engine.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares graphs of IF neurons with the networks of neurons that fire once they stand for. */
class FirstSpikeGraphTest {

  private static final String SPEC =
      """
      name: small
      input: {height: 16, width: 14}
      encoding:
        filters:
          - dog: {window: 3, sigma1: 0.5, sigma2: 1.0}
          - dog: {window: 3, sigma1: 1.0, sigma2: 0.5}
        padding: 1
        threshold: 20
        steps: 15
      features:
        - name: S1
          maps: 5
          kernel: 5
          padding: 2
          threshold: 4
          readThreshold: [5, 8]
          pool: {window: 3, stride: 2, padding: 1}
          weights: {mean: 0.5, deviation: 0.2}
          stdp: {rates: {potentiation: 0.004, depression: -0.003}, winners: 1, frames: 0}
        - name: S2
          maps: 6
          kernel: 3
          threshold: 9
          weights: {mean: 0.5, deviation: 0.2}
          stdp: {rates: {potentiation: 0.004, depression: -0.003}, winners: 1, frames: 0}
      decision:
        name: decision
        labels: [a, b, c]
        neuronsPerLabel: 2
        inputs: [S1, S2]
        latencies: LATENCIES
        weights: {mean: 0.5, deviation: 0.3}
        rule:
          margin: {margin: 0.005, rewardActive: 0.016, rewardSilent: 0, punishActive: -0.016, punishSilent: 0, lower: 0, upper: 1}
      """;

  private static final String RSTDP =
      "rstdp: {rewardActive: 0.004, rewardSilent: -0.003, punishActive: -0.004,"
          + " punishSilent: 0.0005, lower: 0.2, upper: 0.8, adaptEvery: 1000}";

  @TempDir Path folder;

  private static Network network(boolean latencies) {
    String spec = SPEC.replace("LATENCIES", "" + latencies);
    return Network.fresh(NetworkSpec.parse("small", spec, NetworkLimit.DEFAULT), 3);
  }

  private static Image image(int number) {
    byte[] pixels = new byte[16 * 14];
    new Random(number).nextBytes(pixels);
    return Image.grey(16, 14, pixels);
  }

  /** Each pooled neuron fires in the same time step, and no neuron fires twice. */
  @Test
  void featuresFireAsTheNetworksDo() {
    Network network = network(false);
    Classifier classifier = new Classifier(network);
    Simulation simulation = simulation(FirstSpikeGraph.of(network).graph());
    for (int number = 0; number < 20; number++) {
      Volley encoded = classifier.encode(image(number));
      byte[][] fired = run(simulation, FirstSpikeGraph.raster(encoded), "S1_pooled", "S2");
      for (int layer = 1; layer <= 2; layer++) {
        Volley expected = classifier.features(encoded, layer);
        assertThat(expected.count()).isPositive();
        assertThat(fired[layer - 1]).isEqualTo(expected.latencies());
      }
    }
  }

  private static Simulation simulation(Graph graph) {
    return new Simulation(Plan.of(graph, new TimeStep(1), NetworkLimit.DEFAULT));
  }

  private static int place(Simulation simulation, String name) {
    return simulation.plan().nodes().stream().map(PlannedNode::name).toList().indexOf(name);
  }

  private static byte[][] run(Simulation simulation, Raster shown, String... nodes) {
    simulation.reset();
    byte[][] latencies = new byte[nodes.length][];
    for (int step = 0; step < shown.steps(); step++) {
      shown.write(step, simulation.input());
      simulation.step();
      for (int i = 0; i < nodes.length; i++) {
        var output = simulation.output(place(simulation, nodes[i]));
        if (step == 0) {
          latencies[i] = new byte[output.size()];
          Arrays.fill(latencies[i], (byte) shown.steps());
        }
        for (int neuron = 0; neuron < output.size(); neuron++) {
          if (output.value(neuron) > 0) {
            assertThat(latencies[i][neuron]).isEqualTo((byte) shown.steps());
            latencies[i][neuron] = (byte) step;
          }
        }
      }
    }
    return latencies;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void potentialsOfTheDecisionAreThoseOfTheNetwork(boolean latencies) {
    Network network = network(latencies);
    Classifier classifier = new Classifier(network);
    Decider decider = new Decider(network);
    Simulation simulation = simulation(FirstSpikeGraph.of(network).graph());
    for (int number = 0; number < 10; number++) {
      Volley encoded = classifier.encode(image(number));
      decider.decide(classifier.evidence(encoded));
      run(simulation, FirstSpikeGraph.raster(encoded));
      for (int map = 0; map < 6; map++) {
        assertThat(simulation.output().value(map))
            .isCloseTo(decider.neurons().potential(map), within(1e-3f));
      }
    }
  }

  @Test
  void fidelityCountsWhatBothDecide() {
    Network network = network(true);
    Classifier classifier = new Classifier(network);
    LabelledImages images =
        new LabelledImages() {
          @Override
          public int size() {
            return 70;
          }

          @Override
          public Image image(int index) {
            return FirstSpikeGraphTest.image(index);
          }

          @Override
          public String label(int index) {
            return index % 2 == 0 ? classifier.name(classifier.classify(image(index))) : "none";
          }
        };
    Fidelity same = Fidelity.of(network, FirstSpikeGraph.of(network), images, 66, 2);
    assertThat(same).isEqualTo(new Fidelity(66, 66, 33, 33));
    Fidelity other = Fidelity.of(network, FirstSpikeGraph.of(other()), images, 66, 2);
    assertThat(other.agreeing()).isLessThan(66);
    assertThat(other.networkRight()).isEqualTo(33);
  }

  /** A network of the same spec with other weights. */
  private static Network other() {
    return Network.fresh(network(true).spec(), 4);
  }

  @Test
  void theGraphIsTheSameAfterWritingAndReading() {
    Graph graph = FirstSpikeGraph.of(network(true)).graph();
    Path file = folder.resolve("graph.nir");
    NirFile.write(file, NirGraph.of(graph, Map.of("approximate", "yes")));
    assertThat(NirFile.read(file, NetworkLimit.DEFAULT).graph().nodes()).isEqualTo(graph.nodes());
  }

  /** The network's decision neurons of a map lie beside each other, and so do the graph's. */
  @ParameterizedTest
  @ValueSource(strings = {"kernel: 3", "kernel: 3\n  threshold: 6"})
  void decisionNeuronsWithAKernelDecideAsTheNetworks(String lines) {
    String spec =
        SPEC.replace("latencies: LATENCIES", lines)
            .replace("[S1, S2]", "[S2]")
            .replaceAll("margin: .*", RSTDP);
    Network network = Network.fresh(NetworkSpec.parse("small", spec, NetworkLimit.DEFAULT), 3);
    FirstSpikeGraph graph = FirstSpikeGraph.of(network);
    assertThat(graph.labels()).hasSize(6 * 4 * 3).startsWith("a", "a").endsWith("c");
    Classifier classifier = new Classifier(network);
    SteppedNetwork stepped =
        SteppedNetwork.of(graph.graph(), new TimeStep(1), graph.readOut(), NetworkLimit.DEFAULT);
    int same = 0;
    for (int number = 0; number < 20; number++) {
      int label = stepped.decide(FirstSpikeGraph.raster(classifier.encode(image(number)))).label();
      String decided = classifier.name(classifier.classify(image(number)));
      same += graph.labels().get(label).equals(decided) ? 1 : 0;
    }
    assertThat(same).isEqualTo(20);
  }
}
