package io.firstspike.engine.nd4j.encode;

import io.firstspike.engine.nd4j.tensor.Padding;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Local normalisation of intensities, (N, C, H, W): each cell divided by the mean of the square
 * around it, cells beyond the edge being 0. Sums of squares come from an integral image of doubles,
 * added up along each row, then from row to row.
 */
@API(status = Status.INTERNAL)
public final class DenseNormalisation {

  private DenseNormalisation() {}

  /**
   * Normalises intensities.
   *
   * @param radius radius of the square in cells
   * @param epsilon number added to each mean
   */
  public static INDArray apply(INDArray intensities, int radius, double epsilon) {
    INDArray exact = intensities.castTo(DataType.DOUBLE);
    INDArray sums = integral(exact);
    int height = (int) intensities.size(2);
    int width = (int) intensities.size(3);
    INDArray means = Nd4j.create(DataType.DOUBLE, intensities.shape());
    double area = (2.0 * radius + 1) * (2.0 * radius + 1);
    INDArray strips = Nd4j.create(DataType.DOUBLE, sums.size(0), sums.size(1), height + 1, width);
    for (int column = 0; column < width; column++) {
      column(strips, column)
          .assign(
              column(sums, Math.min(width, column + radius + 1))
                  .sub(column(sums, Math.max(0, column - radius))));
    }
    for (int row = 0; row < height; row++) {
      row(means, row)
          .assign(
              row(strips, Math.min(height, row + radius + 1))
                  .sub(row(strips, Math.max(0, row - radius)))
                  .divi(area)
                  .addi(epsilon));
    }
    return exact.divi(means).castTo(DataType.FLOAT);
  }

  /** At (row, column) the sum of all cells above and to the left of it. */
  private static INDArray integral(INDArray cells) {
    long height = cells.size(2);
    long width = cells.size(3);
    INDArray sums =
        Nd4j.create(DataType.DOUBLE, cells.size(0), cells.size(1), height + 1, width + 1);
    Padding.shifted(sums, cells, 1, 1).assign(cells);
    for (int column = 2; column <= width; column++) {
      column(sums, column).addi(column(sums, column - 1));
    }
    for (int row = 2; row <= height; row++) {
      row(sums, row).addi(row(sums, row - 1));
    }
    return sums;
  }

  private static INDArray row(INDArray maps, int row) {
    return maps.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(row));
  }

  private static INDArray column(INDArray maps, int column) {
    return maps.get(
        NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(column));
  }
}
