package io.firstspike.engine.exchange;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The weights of one layer in the form of PyTorch and SpykeTorch: an array of floats with the
 * dimensions (map, input map, window row, window column).
 */
@API(status = Status.INTERNAL)
public final class LayerArray {

  private LayerArray() {}

  /** Copies the weights of {@code layer} into an array. */
  static NumericArray read(LayerWeights layer) {
    int fan = layer.layout().fan();
    float[] weights = new float[layer.maps() * fan];
    for (int map = 0; map < layer.maps(); map++) {
      System.arraycopy(layer.row(map), 0, weights, map * fan, fan);
    }
    return NumericArray.of(weights, dimensions(layer.layout()));
  }

  /**
   * Sets the weights of {@code layer} to those in {@code array}.
   *
   * @param origin name of the array in error messages
   * @throws FormatException if its dimensions are not those of the layer, or one of its numbers is
   *     not a finite float
   */
  public static void write(String origin, NumericArray array, LayerWeights layer) {
    float[][] rows = rows(origin, array, layer.layout());
    for (int map = 0; map < rows.length; map++) {
      layer.setRow(map, rows[map]);
    }
  }

  /**
   * The weights in {@code array} as rows for {@code layer}, {@code [map][synapse]}.
   *
   * @param origin name of the array in error messages
   * @throws FormatException if its dimensions are not those of the layer, or one of its numbers is
   *     not a finite float
   */
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

  /**
   * The dimensions of the array of {@code layer}: maps, input maps, window rows, window columns.
   */
  static int[] dimensions(Convolution layer) {
    Window window = layer.window();
    return new int[] {layer.output().maps(), layer.input().maps(), window.height(), window.width()};
  }
}
