package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Several kernels over one grey image, each giving one map of intensities. Kernels smaller than the
 * largest are centred in its window; intensities below the threshold become 0.
 */
final class FilterBank {

  private final List<Kernel> kernels;
  private final int padding;
  private final float threshold;
  private final int inputHeight;
  private final int inputWidth;
  private final int largest;
  private final Shape output;

  FilterBank(List<Kernel> kernels, int padding, float threshold, int height, int width) {
    this.kernels = List.copyOf(kernels);
    this.padding = padding;
    this.threshold = threshold;
    this.inputHeight = height;
    this.inputWidth = width;
    this.largest = kernels.stream().mapToInt(Kernel::window).max().orElseThrow();
    this.output =
        new Shape(
            kernels.size(), height + 2 * padding - largest + 1, width + 2 * padding - largest + 1);
  }

  Shape output() {
    return output;
  }

  /**
   * Cross-correlates. Each pixel that is not black adds to the cells it reaches, in raster order:
   * for every cell the same sum, in the same order, as a walk over its window.
   *
   * @param pixels height x width bytes, 0 to 255
   * @param intensities {@code output().size()} cells, overwritten
   */
  void apply(byte[] pixels, float[] intensities) {
    Arrays.fill(intensities, 0);
    for (int y = 0; y < inputHeight; y++) {
      for (int x = 0; x < inputWidth; x++) {
        int pixel = pixels[y * inputWidth + x] & 0xff;
        if (pixel != 0) {
          spread(pixel, y, x, intensities);
        }
      }
    }
    for (int i = 0; i < intensities.length; i++) {
      if (intensities[i] < threshold) {
        intensities[i] = 0;
      }
    }
  }

  private void spread(int pixel, int y, int x, float[] intensities) {
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
        int cells = output.index(k, bottom - ky, right);
        int row = ky * window;
        for (int kx = firstX; kx <= lastX; kx++) {
          intensities[cells - kx] += weights[row + kx] * pixel;
        }
      }
    }
  }
}
