package io.firstspike.engine.nd4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.runtime.MachineCode;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TensorsTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("firstspike-2026-quick");

  @BeforeAll
  static void load() {
    MachineCode.ofThisJvm().load(line -> {});
  }

  /** The example of the class. */
  @Test
  void volleysGoThroughLatenciesAndWavesAndBack() {
    List<Image> images = ShippedNetworks.images(SPEC, 3);
    try (Inference inference = Backends.cpu().open(Network.fresh(SPEC, 1))) {
      INDArray latencies = Tensors.latencies(inference.encode(images)); // (N, C, H, W)
      INDArray wave = Tensors.wave(latencies, 15); // (N, 15, C, H, W)
      List<Volley> volleys = Tensors.volleys(Tensors.latenciesOf(wave), 15);

      assertThat(latencies.shape()).containsExactly(3, 6, 28, 28);
      assertThat(wave.shape()).containsExactly(3, 15, 6, 28, 28);
      assertThat(volleys).isEqualTo(inference.encode(images));
    }
  }

  @Test
  void aWaveIsOneFromTheSpikeOn() {
    Volley volley = Volley.ofLatencies(new Shape(1, 1, 3), 2, new byte[] {1, 2, 0});
    INDArray latencies = Tensors.latencies(List.of(volley));
    assertThat(Batches.cells(latencies)).containsExactly(1, 2, 0);
    assertThat(Batches.cells(Tensors.wave(latencies, 2))).containsExactly(0, 0, 1, 1, 0, 1);
  }

  @Test
  void weightsAreMapsInputMapsRowsColumns() {
    LayerWeights weights = Network.fresh(SPEC, 1).weights().table(0);
    INDArray tensor = Tensors.weights(weights);
    assertThat(tensor.shape()).containsExactly(50, 6, 5, 5);
    // Tap 37 is input map 1, row 2, column 2.
    assertThat(tensor.getFloat(7, 1, 2, 2)).isEqualTo(weights.weight(37, 7));
    assertThat(new DenseWeights(weights).tensor()).isEqualTo(tensor);

    Tensors.setWeights(tensor.mul(0.5f), weights);
    assertThat(weights.weight(37, 7)).isEqualTo(tensor.getFloat(7, 1, 2, 2) * 0.5f);
    assertThatThrownBy(() -> Tensors.setWeights(tensor.permute(1, 0, 2, 3), weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the layer's weights are [50, 6, 5, 5], not [6, 50, 5, 5]");
  }

  @Test
  void potentialsAreOneNumberForEachNeuron() {
    float[] one = {1, 2, 3, 4};
    INDArray potentials = Tensors.potentials(new Shape(2, 1, 2), List.of(one, one));
    assertThat(potentials.shape()).containsExactly(2, 2, 1, 2);
    assertThat(Tensors.potentials(potentials)).containsExactly(one, one);
    assertThatThrownBy(() -> Tensors.potentials(new Shape(1, 1, 2), List.of(one)))
        .hasMessage("a layer of 1x1x2 has 2 potentials, not 4");
  }

  @Test
  void aTensorThatIsNoneOfTheseIsNamed() {
    assertThatThrownBy(() -> Tensors.volleys(Nd4j.zeros(2, 3), 15))
        .hasMessage("latencies are (N, C, H, W), not [2, 3]");
    assertThatThrownBy(() -> Tensors.volleys(Nd4j.ones(1, 1, 1, 1).mul(1.5), 15))
        .hasMessage("a latency is a whole number from 0 to 15, not 1.5");
    assertThatThrownBy(() -> Tensors.latenciesOf(Nd4j.zeros(1, 1, 1, 1)))
        .hasMessage("spike waves are (N, T, C, H, W), not [1, 1, 1, 1]");
    assertThatThrownBy(() -> Tensors.latencies(List.of()))
        .hasMessage("a tensor of latencies needs at least one volley");
  }
}
