package io.firstspike.engine.filter;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Local normalisation of intensities: divides each cell by the mean of the square of side {@code 2
 * * radius + 1} around it in its map. Cells beyond the edge count as 0, so the mean is always over
 * the full square (SpykeTorch's {@code local_normalization}). Not thread-safe, as it reuses its
 * buffers.
 */
@API(status = Status.INTERNAL)
public final class LocalNormalisation {

  /**
   * The default number added to each mean, which keeps the mean of an empty square from being 0.
   */
  public static final double EPSILON = 1e-12;

  /** Rows that are summed up at a time. */
  private static final int ROWS = 4;

  private final Shape shape;
  private final PixelLoops loops;
  private final int radius;
  private final double epsilon;

  /**
   * At (row, column) the sum of all cells above and to the left of it, row-major, {@code (height +
   * 1) x (width + 1)}.
   */
  private final double[] sums;

  /**
   * For each cell of a map, four indices into {@code sums}, from which the sum of its square
   * follows.
   */
  private final int[] corners;

  private final int[] cells;

  /**
   * Creates a normalisation.
   *
   * @param shape shape of the intensities
   * @param radius radius of the square in cells
   * @param epsilon number added to each mean
   */
  public LocalNormalisation(Shape shape, int radius, double epsilon) {
    this(shape, radius, epsilon, InnerLoops.fastest().pixels());
  }

  /**
   * Creates a normalisation with the given inner loops.
   *
   * @param shape shape of the intensities
   * @param radius radius of the square in cells
   * @param epsilon number added to each mean
   * @param loops the inner loops, for the thread that uses this normalisation alone
   */
  public LocalNormalisation(Shape shape, int radius, double epsilon, PixelLoops loops) {
    this.shape = shape;
    this.loops = loops;
    this.radius = radius;
    this.epsilon = epsilon;
    this.sums = new double[(shape.height() + 1) * (shape.width() + 1)];
    this.corners = new int[4 * shape.locations()];
    this.cells = new int[shape.locations() + InnerLoops.LANES];
    for (int cell = 0; cell < shape.locations(); cell++) {
      int row = cell / shape.width();
      int column = cell % shape.width();
      int top = Math.max(0, row - radius) * (shape.width() + 1);
      int bottom = Math.min(shape.height(), row + radius + 1) * (shape.width() + 1);
      int left = Math.max(0, column - radius);
      int right = Math.min(shape.width(), column + radius + 1);
      corners[4 * cell] = bottom + right;
      corners[4 * cell + 1] = bottom + left;
      corners[4 * cell + 2] = top + right;
      corners[4 * cell + 3] = top + left;
    }
  }

  /** Normalises {@code intensities}, {@code shape.size()} cells, in place. */
  public void apply(float[] intensities) {
    for (int map = 0; map < shape.maps(); map++) {
      int first = map * shape.locations();
      sumUp(intensities, first);
      divide(intensities, first, loops.listNonZero(intensities, first, shape.locations(), cells));
    }
  }

  /** Sums several rows up at a time: within a row each sum waits for the one before. */
  private void sumUp(float[] intensities, int first) {
    int whole = shape.height() / ROWS * ROWS;
    for (int row = 0; row < whole; row += ROWS) {
      sumRowsUp(intensities, first, row);
    }
    int columns = shape.width() + 1;
    for (int row = whole; row < shape.height(); row++) {
      int from = first + row * shape.width();
      int above = row * columns + 1;
      double line = 0;
      for (int column = 0; column < shape.width(); column++) {
        line += intensities[from + column];
        sums[above + columns + column] = sums[above + column] + line;
      }
    }
  }

  private void sumRowsUp(float[] intensities, int first, int row) {
    int width = shape.width();
    int columns = width + 1;
    int from = first + row * width;
    int at = row * columns + 1;
    double line = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int column = 0; column < width; column++) {
      line += intensities[from + column];
      second += intensities[from + width + column];
      third += intensities[from + 2 * width + column];
      fourth += intensities[from + 3 * width + column];
      double sum = sums[at + column] + line;
      sums[at + columns + column] = sum;
      sum += second;
      sums[at + 2 * columns + column] = sum;
      sum += third;
      sums[at + 3 * columns + column] = sum;
      sums[at + 4 * columns + column] = sum + fourth;
    }
  }

  private void divide(float[] intensities, int first, int count) {
    double area = (2.0 * radius + 1) * (2.0 * radius + 1);
    for (int i = 0; i < count; i++) {
      int cell = cells[i];
      double below = sums[corners[4 * cell]] - sums[corners[4 * cell + 1]];
      double above = sums[corners[4 * cell + 2]] - sums[corners[4 * cell + 3]];
      double mean = (below - above) / area + epsilon;
      intensities[first + cell] = (float) (intensities[first + cell] / mean);
    }
  }
}
