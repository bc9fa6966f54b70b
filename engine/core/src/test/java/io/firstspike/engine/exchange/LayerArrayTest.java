package io.firstspike.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerArrayTest {

  private static final Shape INPUT = new Shape(3, 9, 9);
  private static final Window WINDOW = new Window(2, 4, 1, 1, 0, 0);

  @Test
  void aLayerComesBackThroughAFileOfNumpy() {
    float[][] rows = RandomLayers.rows(5, 3 * 2 * 4, new Random(1));
    LayerWeights layer = RandomLayers.layer(INPUT, rows, WINDOW);

    NumericArray array = Npy.read("w.npy", Npy.write(LayerArray.read(layer)));
    LayerWeights copy = new LayerWeights(new Convolution(INPUT, 5, WINDOW));
    LayerArray.write("w.npy", array, copy);

    assertThat(array.dimensions()).containsExactly(5, 3, 2, 4);
    for (int map = 0; map < 5; map++) {
      assertThat(copy.row(map)).containsExactly(rows[map]);
    }
  }

  @Test
  void anArrayOfAnotherShapeIsRefused() {
    NumericArray array = NumericArray.of(new float[5 * 3 * 8], 5, 3, 4, 2);

    assertThatThrownBy(
            () ->
                LayerArray.write(
                    "w.npy", array, new LayerWeights(new Convolution(INPUT, 5, WINDOW))))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "w.npy is an array of [5, 3, 4, 2]; the layer needs (map, input map, row, column)"
                + " [5, 3, 2, 4]: transpose it, or choose the network it belongs to");
  }

  @Test
  void whatIsNoFiniteFloatIsRefused() {
    LayerWeights layer = new LayerWeights(new Convolution(INPUT, 5, WINDOW));
    NumericArray integers = NumericArray.of(new long[120], 5, 3, 2, 4);
    float[] weights = new float[120];
    weights[7] = Float.NaN;

    assertThatThrownBy(() -> LayerArray.write("w.npy", integers, layer))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("w.npy holds integers", "weights are float32 or float64", "astype");
    assertThatThrownBy(() -> LayerArray.write("w.npy", NumericArray.of(weights, 5, 3, 2, 4), layer))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("w.npy holds NaN as number 7");
  }
}
