package io.firstspike.engine.view;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Pictures of the patterns that the neurons of a layer respond to, one for each map. They are
 * composed of the pictures of the layer below: each of those is placed where a weight is,
 * multiplied by that weight (SpykeTorch's {@code get_deep_feature}).
 *
 * @param shape number of maps, height and width of the pictures
 * @param values {@code [map][row][column]} as a flat, map-major array; negative only if {@link
 *     #superposed} made them
 * @param rowStride rows of the network's input between neighbouring neurons of this layer
 * @param columnStride columns of the network's input between neighbouring neurons of this layer
 */
@API(status = Status.MAINTAINED)
public record DeepFeature(Shape shape, float[] values, int rowStride, int columnStride) {

  /** The picture of the input itself: a single pixel. */
  static DeepFeature pixel() {
    return new DeepFeature(new Shape(1, 1, 1), new float[] {1}, 1, 1);
  }

  /**
   * The pictures of a convolutional layer whose input has these pictures. Of several input maps at
   * one place, the strongest counts; overlapping neighbours are added; negative sums become 0.
   *
   * @param rows {@code [map][synapse]}, a map's synapses in the order (map of this layer, window
   *     row, window column)
   */
  public DeepFeature convolved(Window window, float[][] rows) {
    Shape grown = grown(window, rows.length);
    float[] sum = new float[grown.size()];
    for (int map = 0; map < rows.length; map++) {
      for (int ky = 0; ky < window.height(); ky++) {
        for (int kx = 0; kx < window.width(); kx++) {
          lay(
              rows[map],
              ky * window.width() + kx,
              window.area(),
              sum,
              grown.index(map, ky * rowStride, kx * columnStride),
              grown.width());
        }
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Math.max(0, sum[i]);
    }
    return after(window, grown, sum);
  }

  /**
   * The pictures of a convolutional layer whose input has these pictures, where all input maps are
   * added and negative sums are kept. A negative value is a place that the map prefers to be dark,
   * so on-centre and off-centre inputs oppose each other as they do in an image. Apart from
   * thresholds and pooling, the potential of a map is proportional to the match of the image with
   * its picture.
   *
   * @param rows {@code [map][synapse]}, a map's synapses in the order (map of this layer, window
   *     row, window column)
   */
  DeepFeature superposed(Window window, float[][] rows) {
    Shape grown = grown(window, rows.length);
    float[] sum = new float[grown.size()];
    for (int map = 0; map < rows.length; map++) {
      for (int i = 0; i < rows[map].length; i++) {
        int tap = i % window.area();
        if (rows[map][i] != 0) {
          int top = tap / window.width() * rowStride;
          int left = tap % window.width() * columnStride;
          add(i / window.area(), rows[map][i], sum, grown.index(map, top, left), grown.width());
        }
      }
    }
    return after(window, grown, sum);
  }

  /** These pictures repeated {@code times} times, for a layer that fires at several thresholds. */
  DeepFeature repeated(int times) {
    float[] all = new float[times * values.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(values, 0, all, i * values.length, values.length);
    }
    Shape several = new Shape(times * shape.maps(), shape.height(), shape.width());
    return new DeepFeature(several, all, rowStride, columnStride);
  }

  /** These pictures minus their mean over all maps, which leaves what distinguishes the maps. */
  DeepFeature aboveMean() {
    float[] above = new float[values.length];
    for (int cell = 0; cell < shape.locations(); cell++) {
      double sum = 0;
      for (int i = cell; i < values.length; i += shape.locations()) {
        sum += values[i];
      }
      for (int i = cell; i < values.length; i += shape.locations()) {
        above[i] = (float) (values[i] - sum / shape.maps());
      }
    }
    return new DeepFeature(shape, above, rowStride, columnStride);
  }

  /**
   * Adds the picture of map {@code input}, multiplied by {@code weight}, with its upper left corner
   * at index {@code corner}.
   */
  private void add(int input, float weight, float[] sum, int corner, int width) {
    for (int y = 0; y < shape.height(); y++) {
      int source = shape.index(input, y, 0);
      int target = corner + y * width;
      for (int x = 0; x < shape.width(); x++) {
        sum[target + x] += weight * values[source + x];
      }
    }
  }

  /**
   * The pictures of a pooling layer whose input has these pictures: unchanged, in the middle of a
   * larger area.
   */
  public DeepFeature pooled(Window window) {
    Shape grown = grown(window, shape.maps());
    float[] centred = new float[grown.size()];
    int top = grown.height() / 2 - shape.height() / 2;
    int left = grown.width() / 2 - shape.width() / 2;
    for (int map = 0; map < shape.maps(); map++) {
      for (int row = 0; row < shape.height(); row++) {
        System.arraycopy(
            values,
            shape.index(map, row, 0),
            centred,
            grown.index(map, top + row, left),
            shape.width());
      }
    }
    return after(window, grown, centred);
  }

  /**
   * Adds to each cell the strongest of this layer's pictures, each multiplied by its weight, with
   * the upper left corner at index {@code corner}.
   */
  private void lay(float[] row, int tap, int area, float[] sum, int corner, int width) {
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        float strongest = Float.NEGATIVE_INFINITY;
        for (int map = 0; map < shape.maps(); map++) {
          strongest = Math.max(strongest, values[shape.index(map, y, x)] * row[map * area + tap]);
        }
        sum[corner + y * width + x] += strongest;
      }
    }
  }

  private Shape grown(Window window, int maps) {
    return new Shape(
        maps,
        shape.height() + (window.height() - 1) * rowStride,
        shape.width() + (window.width() - 1) * columnStride);
  }

  private DeepFeature after(Window window, Shape grown, float[] pictures) {
    return new DeepFeature(
        grown, pictures, rowStride * window.rowStride(), columnStride * window.columnStride());
  }
}
