package io.firstspike.engine.encode;

import io.firstspike.engine.compute.Kernels;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Several kernels over planes of pixels, each giving one map of intensities a plane, plane-major
 * (all kernels on the first plane, then all on the second). Kernels smaller than the largest are
 * centred in its window. What lies below a kernel's threshold becomes 0; with {@code rectified} the
 * absolute value is taken before.
 *
 * <p>Computed in bands of rows ({@link Kernels#correlate}). A kernel that is another with its sign
 * turned, as off-centre ones may be, takes that one's answers with their sign turned. Not
 * thread-safe: it keeps its buffers.
 */
public final class FilterBank {

  /** Cells of a band: its sums stay in the first level of cache. */
  private static final int BAND = 1024;

  private final int padding;
  private final float[] thresholds;
  private final boolean rectified;
  private final Shape input;
  private final Shape output;
  private final int largest;
  private final Kernels kernels = Kernels.fastest();
  private final float[][] weights;
  private final float[][] own;
  private final int[] negated;
  private final int columns;
  private final int bandRows;
  private final float[] padded;
  private final float[][] sums;

  /**
   * @param kernels at least one
   * @param thresholds one a kernel; negative infinity = none
   * @param input planes x height x width
   * @throws IllegalArgumentException if the largest kernel does not fit
   */
  public FilterBank(
      List<Kernel> kernels, int padding, float[] thresholds, boolean rectified, Shape input) {
    this.padding = padding;
    this.thresholds = thresholds.clone();
    this.rectified = rectified;
    this.input = input;
    this.largest = kernels.stream().mapToInt(Kernel::window).max().orElseThrow();
    this.output = Window.square(largest, 1, padding).slide(input, kernels.size() * input.maps());
    this.weights =
        kernels.stream().map(kernel -> kernel.centredIn(largest)).toArray(float[][]::new);
    this.negated = new int[weights.length];
    Arrays.setAll(negated, this::negated);
    this.own = weights.clone();
    Arrays.setAll(own, i -> negated[i] == i ? weights[i] : null);
    this.columns = input.width() + 2 * padding;
    this.bandRows = Math.min(output.height(), Math.max(1, BAND / columns));
    // A band's last row is read past its last cell, by as much as a kernel is wide.
    this.padded = new float[(input.height() + 2 * padding) * columns + largest];
    this.sums = new float[weights.length][bandRows * columns];
  }

  /**
   * The first kernel that kernel {@code index} is with its sign turned; itself if there is none.
   */
  private int negated(int index) {
    for (int other = 0; other < index; other++) {
      if (negated[other] == other && negates(weights[index], weights[other])) {
        return other;
      }
    }
    return index;
  }

  private static boolean negates(float[] weights, float[] others) {
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != -others[i]) {
        return false;
      }
    }
    return true;
  }

  /** One map for each kernel on each plane. */
  public Shape output() {
    return output;
  }

  /**
   * Cross-correlates: each cell is the sum over its window, in raster order.
   *
   * @param pixels {@code planes x height x width} values, 0 = black
   * @param intensities {@code output().size()} cells, overwritten
   */
  public void apply(float[] pixels, float[] intensities) {
    for (int plane = 0; plane < input.maps(); plane++) {
      pad(pixels, plane);
      for (int row = 0; row < output.height(); row += bandRows) {
        int rows = Math.min(bandRows, output.height() - row);
        kernels.correlate(padded, row * columns, columns, largest, own, sums, rows * columns);
        for (int kernel = 0; kernel < weights.length; kernel++) {
          finish(plane, kernel, row, rows, intensities);
        }
      }
    }
  }

  private void pad(float[] pixels, int plane) {
    for (int row = 0; row < input.height(); row++) {
      System.arraycopy(
          pixels,
          input.index(plane, row, 0),
          padded,
          (row + padding) * columns + padding,
          input.width());
    }
  }

  /** Writes a band of one kernel's answers. */
  private void finish(int plane, int kernel, int row, int rows, float[] intensities) {
    float[] answers = sums[negated[kernel]];
    boolean turned = negated[kernel] != kernel;
    for (int y = 0; y < rows; y++) {
      int cell = output.index(plane * weights.length + kernel, row + y, 0);
      for (int x = 0; x < output.width(); x++) {
        float answer = turned ? 0 - answers[y * columns + x] : answers[y * columns + x];
        float intensity = rectified ? Math.abs(answer) : answer;
        // Chosen among integers, for which processors need no branch that they would mispredict.
        int bits = Float.floatToRawIntBits(intensity);
        intensities[cell + x] = Float.intBitsToFloat(intensity < thresholds[kernel] ? 0 : bits);
      }
    }
  }
}
