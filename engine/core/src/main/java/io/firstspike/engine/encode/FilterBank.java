package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Several kernels over planes of pixels, each giving one map of intensities a plane, plane-major
 * (all kernels on the first plane, then all on the second). Kernels smaller than the largest are
 * centred in its window. What lies below a kernel's threshold becomes 0; with {@code rectified} the
 * absolute value is taken before.
 */
public final class FilterBank {

  private final List<Kernel> kernels;
  private final int padding;
  private final float[] thresholds;
  private final boolean rectified;
  private final Shape input;
  private final int largest;
  private final Shape output;

  /**
   * @param kernels at least one
   * @param thresholds one a kernel; negative infinity = none
   * @param input planes x height x width
   * @throws IllegalArgumentException if the largest kernel does not fit
   */
  public FilterBank(
      List<Kernel> kernels, int padding, float[] thresholds, boolean rectified, Shape input) {
    this.kernels = List.copyOf(kernels);
    this.padding = padding;
    this.thresholds = thresholds.clone();
    this.rectified = rectified;
    this.input = input;
    this.largest = kernels.stream().mapToInt(Kernel::window).max().orElseThrow();
    this.output = Window.square(largest, 1, padding).slide(input, kernels.size() * input.maps());
  }

  /** One map for each kernel on each plane. */
  public Shape output() {
    return output;
  }

  /**
   * Cross-correlates. Each pixel that is not black adds to the cells it reaches, in raster order:
   * for every cell the same sum, in the same order, as a walk over its window.
   *
   * @param pixels {@code planes x height x width} values, 0 = black
   * @param intensities {@code output().size()} cells, overwritten
   */
  public void apply(float[] pixels, float[] intensities) {
    Arrays.fill(intensities, 0);
    int source = 0;
    for (int plane = 0; plane < input.maps(); plane++) {
      int firstMap = plane * kernels.size();
      for (int y = 0; y < input.height(); y++) {
        for (int x = 0; x < input.width(); x++) {
          float pixel = pixels[source++];
          if (pixel != 0) {
            spread(pixel, firstMap, y, x, intensities);
          }
        }
      }
    }
    for (int i = 0; i < intensities.length; i++) {
      float intensity = rectified ? Math.abs(intensities[i]) : intensities[i];
      intensities[i] =
          intensity < thresholds[i / output.locations() % thresholds.length] ? 0 : intensity;
    }
  }

  private void spread(float pixel, int firstMap, int y, int x, float[] intensities) {
    for (int k = 0; k < kernels.size(); k++) {
      Kernel kernel = kernels.get(k);
      int window = kernel.window();
      float[] weights = kernel.weights();
      int margin = (largest - window) / 2;
      // The cell that sees this pixel at kernel position (ky, kx) is (bottom - ky, right - kx).
      int bottom = y + padding - margin;
      int right = x + padding - margin;
      int firstY = Math.max(0, bottom - output.height() + 1);
      int lastY = Math.min(window - 1, bottom);
      int firstX = Math.max(0, right - output.width() + 1);
      int lastX = Math.min(window - 1, right);
      for (int ky = firstY; ky <= lastY; ky++) {
        int cells = output.index(firstMap + k, bottom - ky, right);
        int row = ky * window;
        for (int kx = firstX; kx <= lastX; kx++) {
          intensities[cells - kx] += weights[row + kx] * pixel;
        }
      }
    }
  }
}
