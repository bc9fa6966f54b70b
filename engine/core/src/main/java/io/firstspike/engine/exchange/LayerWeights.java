package io.firstspike.engine.exchange;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * The weights of a layer as other libraries keep them: an array of (map, input map, window row,
 * window column), as PyTorch and SpykeTorch have it.
 */
public final class LayerWeights {

  private LayerWeights() {}

  /** The weights of {@code layer}. */
  public static NumericArray read(Convolution layer) {
    float[] weights = new float[layer.output().maps() * layer.fan()];
    for (int map = 0; map < layer.output().maps(); map++) {
      System.arraycopy(layer.row(map), 0, weights, map * layer.fan(), layer.fan());
    }
    return NumericArray.of(weights, dimensions(layer));
  }

  /**
   * Gives {@code layer} the weights in {@code array}.
   *
   * @param origin what to call the array in messages
   * @throws FormatException if its dimensions are not those of the layer
   */
  public static void write(String origin, NumericArray array, Convolution layer) {
    int[] expected = dimensions(layer);
    if (!Arrays.equals(array.dimensions(), expected)) {
      throw new FormatException(
          origin
              + " is an array of "
              + Arrays.toString(array.dimensions())
              + "; the layer needs (map, input map, row, column) "
              + Arrays.toString(expected));
    }
    float[] weights = array.floats();
    for (int map = 0; map < expected[0]; map++) {
      layer.setRow(map, Arrays.copyOfRange(weights, map * layer.fan(), (map + 1) * layer.fan()));
    }
  }

  private static int[] dimensions(Convolution layer) {
    Window window = layer.window();
    return new int[] {layer.output().maps(), layer.input().maps(), window.height(), window.width()};
  }
}
