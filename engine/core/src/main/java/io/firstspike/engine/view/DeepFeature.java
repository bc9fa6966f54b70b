package io.firstspike.engine.view;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;

/**
 * What the neurons of a layer like to see, as one picture a map: built up from the layer below,
 * whose own pictures are laid where the weights are, weighted by them (SpykeTorch's {@code
 * get_deep_feature}).
 *
 * @param shape maps, height and width of the pictures
 * @param values map-major; below 0 only where {@link #superposed} laid them
 * @param rowStride rows of the input from one neuron of this layer to the next
 * @param columnStride columns of the input from one neuron of this layer to the next
 */
public record DeepFeature(Shape shape, float[] values, int rowStride, int columnStride) {

  /** The input itself: one pixel. */
  static DeepFeature pixel() {
    return new DeepFeature(new Shape(1, 1, 1), new float[] {1}, 1, 1);
  }

  /**
   * The pictures of a convolutional layer on this one. Where several input maps meet, the strongest
   * counts; where neighbours overlap, they add up; what is negative in the end is cut off.
   *
   * @param rows one row of weights a map, in the order (map of this layer, window row, window
   *     column)
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
   * As {@link #convolved}, but all input maps add up and nothing is cut off: what is negative is
   * what the map would rather see dark, so on-centre and off-centre inputs work against each other
   * as they do in an image. Up to thresholds and pooling, the picture of a map is the image to
   * whose pixels its potential answers in proportion.
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

  /** All maps so many times over: those of a layer that is read at several thresholds. */
  DeepFeature repeated(int times) {
    float[] all = new float[times * values.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(values, 0, all, i * values.length, values.length);
    }
    Shape several = new Shape(times * shape.maps(), shape.height(), shape.width());
    return new DeepFeature(several, all, rowStride, columnStride);
  }

  /** The same pictures without what all maps have in common: the mean over the maps taken off. */
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

  /** Adds the picture of {@code input}, weighted, with its corner at {@code corner}. */
  private void add(int input, float weight, float[] sum, int corner, int width) {
    for (int y = 0; y < shape.height(); y++) {
      int source = shape.index(input, y, 0);
      int target = corner + y * width;
      for (int x = 0; x < shape.width(); x++) {
        sum[target + x] += weight * values[source + x];
      }
    }
  }

  /** The pictures of a pooling layer on this one: the same, in the middle of a larger field. */
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

  /** Adds, cell by cell, the strongest weighted picture of this layer's maps. */
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
