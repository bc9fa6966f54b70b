package io.firstspike.engine.nd4j.encode;

import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.nd4j.tensor.Padding;
import io.firstspike.engine.nd4j.tensor.Scratch;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Filters on planes of pixels, (N, planes, H, W) to (N, planes x filters, H', W'):
 * cross-correlation, the absolute value if rectified, then a threshold.
 *
 * <p>Each cell's sum is taken over its window in raster order, product after product, as the
 * engine's: for each place of the window, the planes shifted by it, times the weights of all
 * filters there.
 */
@API(status = Status.INTERNAL)
public final class DenseFilters {

  private final int side;
  private final int padding;
  private final float[] thresholds;
  private final boolean rectified;

  /** (places, filters). */
  private final INDArray weights;

  /**
   * Creates filters, of which smaller ones are centred in the window of the largest.
   *
   * @param thresholds one for each filter; negative infinity for none
   */
  public DenseFilters(List<Filter> filters, int padding, float[] thresholds, boolean rectified) {
    this.side = filters.stream().mapToInt(Filter::window).max().orElseThrow();
    this.padding = padding;
    this.thresholds = thresholds.clone();
    this.rectified = rectified;
    float[][] byFilter =
        filters.stream().map(filter -> filter.centredIn(side)).toArray(float[][]::new);
    this.weights = Nd4j.createFromArray(byFilter).transpose().dup('c');
  }

  /** Filters pixels. */
  public INDArray apply(INDArray pixels) {
    int filters = thresholds.length;
    INDArray padded = Padding.of(pixels, padding, 0);
    long height = padded.size(2) - side + 1;
    long width = padded.size(3) - side + 1;
    long cells = pixels.size(0) * pixels.size(1) * height * width;
    INDArray shifted = Nd4j.create(DataType.FLOAT, pixels.size(0), pixels.size(1), height, width);
    INDArray column = shifted.reshape(cells, 1);
    try (Scratch scratch = new Scratch()) {
      INDArray products =
          scratch.hold(Nd4j.create(DataType.FLOAT, new long[] {cells, filters}, 'f'));
      INDArray sums = scratch.hold(products.ulike()).assign(0);
      for (int place = 0; place < weights.rows(); place++) {
        shifted.assign(Padding.shifted(padded, shifted, place / side, place % side));
        // One product a cell, so that nothing is added up in another order, or unrounded.
        sums.addi(column.mmuli(weights.getRow(place, true), products));
      }
      if (rectified) {
        Transforms.abs(sums, false);
      }
      for (int filter = 0; filter < filters; filter++) {
        keep(sums.getColumn(filter), thresholds[filter]);
      }
      // From (N, planes, H', W', filters) to filters within planes.
      return sums.dup('c')
          .reshape(pixels.size(0), pixels.size(1), height, width, filters)
          .permute(0, 1, 4, 2, 3)
          .dup('c')
          .reshape(pixels.size(0), pixels.size(1) * filters, height, width);
    }
  }

  /** Sets what is below the threshold to 0, in place. */
  private static void keep(INDArray responses, float threshold) {
    if (threshold > Float.NEGATIVE_INFINITY) {
      responses.muli(Masks.above(responses, Math.nextDown(threshold)));
    }
  }
}
