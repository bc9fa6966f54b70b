package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;

/**
 * Divides each cell by the mean of the square of side {@code 2 * radius + 1} around it, map by map;
 * cells beyond the border count as 0 and the divisor is always the full square (SpykeTorch's {@code
 * local_normalization}). Not thread-safe: it keeps its running sums.
 */
public final class LocalNormalisation {

  /** Added to each mean by default: keeps that of an empty square from being 0. */
  public static final double EPSILON = 1e-12;

  private final Shape shape;
  private final int radius;
  private final double epsilon;
  private final double[] columnSums;
  private final double[] means;

  public LocalNormalisation(Shape shape, int radius, double epsilon) {
    this.shape = shape;
    this.radius = radius;
    this.epsilon = epsilon;
    this.columnSums = new double[shape.width()];
    this.means = new double[shape.locations()];
  }

  /** Normalises {@code intensities} ({@code shape.size()} cells) in place. */
  public void apply(float[] intensities) {
    for (int map = 0; map < shape.maps(); map++) {
      int first = map * shape.locations();
      computeMeans(intensities, first);
      for (int i = 0; i < means.length; i++) {
        intensities[first + i] = (float) (intensities[first + i] / means[i]);
      }
    }
  }

  private void computeMeans(float[] intensities, int first) {
    int height = shape.height();
    int width = shape.width();
    double area = (2.0 * radius + 1) * (2.0 * radius + 1);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        columnSums[column] = 0;
      }
      int lastRow = Math.min(height - 1, row + radius);
      for (int y = Math.max(0, row - radius); y <= lastRow; y++) {
        for (int column = 0; column < width; column++) {
          columnSums[column] += intensities[first + y * width + column];
        }
      }
      for (int column = 0; column < width; column++) {
        double sum = 0;
        int lastColumn = Math.min(width - 1, column + radius);
        for (int x = Math.max(0, column - radius); x <= lastColumn; x++) {
          sum += columnSums[x];
        }
        means[row * width + column] = sum / area + epsilon;
      }
    }
  }
}
