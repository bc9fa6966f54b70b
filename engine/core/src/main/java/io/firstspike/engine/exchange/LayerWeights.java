package io.firstspike.engine.exchange;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * The weights of a layer as other libraries keep them: an array of floats of (map, input map,
 * window row, window column), as PyTorch and SpykeTorch have it.
 */
public final class LayerWeights {

  private LayerWeights() {}

  /** The weights of {@code layer}. */
  static NumericArray read(Convolution layer) {
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
   * @throws FormatException if its dimensions are not those of the layer, or its numbers are no
   *     finite floats
   */
  public static void write(String origin, NumericArray array, Convolution layer) {
    float[][] rows = rows(origin, array, layer);
    for (int map = 0; map < rows.length; map++) {
      layer.setRow(map, rows[map]);
    }
  }

  /** The rows {@code array} holds for {@code layer}; as {@link #write}. */
  static float[][] rows(String origin, NumericArray array, Convolution layer) {
    int[] expected = dimensions(layer);
    if (!Arrays.equals(array.dimensions(), expected)) {
      throw new FormatException(
          origin
              + " is an array of "
              + Arrays.toString(array.dimensions())
              + "; the layer needs (map, input map, row, column) "
              + Arrays.toString(expected)
              + ": transpose it, or choose the network it belongs to");
    }
    if (!array.isFloat()) {
      throw new FormatException(
          origin
              + " holds integers or truth values; weights are float32 or float64: convert it with"
              + " astype");
    }
    float[] weights = array.floats();
    requireFinite(origin, weights);
    float[][] rows = new float[expected[0]][];
    for (int map = 0; map < rows.length; map++) {
      rows[map] = Arrays.copyOfRange(weights, map * layer.fan(), (map + 1) * layer.fan());
    }
    return rows;
  }

  private static void requireFinite(String origin, float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw new FormatException(
            origin
                + " holds "
                + weights[i]
                + " as number "
                + i
                + "; weights are finite: learn them again, or mend them with nan_to_num");
      }
    }
  }

  /** Maps, input maps, window rows and window columns of {@code layer}. */
  static int[] dimensions(Convolution layer) {
    Window window = layer.window();
    return new int[] {layer.output().maps(), layer.input().maps(), window.height(), window.width()};
  }
}
