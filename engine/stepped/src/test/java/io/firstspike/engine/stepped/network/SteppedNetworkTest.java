package io.firstspike.engine.stepped.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SteppedNetworkTest {

  private static final Tensor ONES = Tensor.of(1, 1, 1);

  private static SteppedNetwork network(Neurons neurons, ReadOut readOut) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(List.of(3)));
    nodes.put("v", neurons);
    nodes.put("out", new Output(List.of(3)));
    return SteppedNetwork.of(
        new Graph(nodes, List.of(new Edge("in", "v"), new Edge("v", "out"))),
        new TimeStep(1),
        readOut,
        NetworkLimit.DEFAULT);
  }

  private static Neurons firing() {
    return Neurons.integrateAndFire(ONES, Tensor.of(0.5f, 0.5f, 0.5f), Tensor.of(0, 0, 0));
  }

  @Test
  void theMostSpikesTheFirstSpikeOrTheHighestPotentialDecide() {
    Raster shown = Raster.of(List.of(3), new float[][] {{0, 1, 0}, {0.4f, 0, 1}, {0, 0, 1}});
    SteppedDecision most = network(firing(), ReadOut.COUNT).decide(shown);
    assertThat(most.label()).isEqualTo(2);
    assertThat(most.scores()).containsExactly(0, 1, 2);
    assertThat(network(firing(), ReadOut.FIRST).decide(shown).label()).isEqualTo(1);
    assertThat(network(firing(), ReadOut.POTENTIAL).decide(shown).label()).isZero();
    Raster atOnce = Raster.of(List.of(3), new float[][] {{0, 0, 0}, {1, 3, 2}, {9, 0, 9}});
    assertThat(network(firing(), ReadOut.FIRST).decide(atOnce).label()).isEqualTo(1);
  }

  @Test
  void withoutSpikesThereIsNoDecision() {
    Raster nothing = Raster.of(List.of(3), new float[4][3]);
    assertThat(network(firing(), ReadOut.COUNT).decide(nothing).label()).isEqualTo(-1);
    assertThat(network(firing(), ReadOut.FIRST).decide(nothing).label()).isEqualTo(-1);
  }

  @Test
  void spikesOfAnOutputThatDoesNotFireCannotDecide() {
    Neurons integrators = new Neurons(ONES, null, null, null);
    assertThatThrownBy(() -> network(integrators, ReadOut.COUNT))
        .isInstanceOf(GraphException.class)
        .hasMessageContainingAll("node v (I)", "--decision potential");
    assertThat(
            network(integrators, ReadOut.POTENTIAL)
                .decide(Raster.of(List.of(3), new float[][] {{1, 2, 1}}))
                .label())
        .isEqualTo(1);
  }

  @Test
  void aBatchIsDecidedAsEachAloneOnAnyNumberOfThreads() {
    Random random = new Random(3);
    float[] weights = new float[20 * 10];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(List.of(10)));
    nodes.put("fc", new Affine(new Tensor(List.of(20, 10), weights), null));
    Tensor twenty = Tensor.filled(List.of(20), 1);
    nodes.put(
        "v",
        new Neurons(
            twenty,
            new Neurons.Leak(Tensor.filled(List.of(20), 4), Tensor.filled(List.of(20), 0)),
            null,
            new Neurons.Firing(twenty, Tensor.filled(List.of(20), 0))));
    nodes.put("out", new Output(List.of(20)));
    SteppedNetwork network =
        SteppedNetwork.of(
            new Graph(
                nodes,
                List.of(
                    new Edge("in", "fc"),
                    new Edge("fc", "v"),
                    new Edge("v", "v"),
                    new Edge("v", "out"))),
            new TimeStep(1),
            ReadOut.COUNT,
            NetworkLimit.DEFAULT);
    List<Raster> stimuli = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      float[][] steps = new float[12][10];
      for (float[] step : steps) {
        for (int input = 0; input < 10; input++) {
          step[input] = random.nextInt(3) == 0 ? 1 : 0;
        }
      }
      stimuli.add(Raster.of(List.of(10), steps));
    }
    List<SteppedDecision> batch = network.decide(stimuli, 3);
    for (int i = 0; i < stimuli.size(); i++) {
      SteppedDecision alone = network.decide(stimuli.get(i));
      assertThat(batch.get(i).label()).isEqualTo(alone.label());
      assertThat(batch.get(i).scores()).isEqualTo(alone.scores());
    }
    assertThat(batch).extracting(SteppedDecision::label).doesNotContain(-1);
  }

  @Test
  void aStimulusOfOtherDimensionsIsRefused() {
    assertThatThrownBy(
            () -> network(firing(), ReadOut.COUNT).decide(Raster.of(List.of(2), new float[1][2])))
        .hasMessageContainingAll("[3]", "[2]");
  }
}
