package io.firstspike.engine.nd4j.tensor;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Cells around the edges of maps, (N, C, H, W). */
@API(status = Status.INTERNAL)
public final class Padding {

  private Padding() {}

  /** A copy with {@code cells} cells of {@code value} on each side. */
  public static INDArray of(INDArray maps, int cells, float value) {
    INDArray padded =
        Nd4j.valueArrayOf(
            new long[] {
              maps.size(0), maps.size(1), maps.size(2) + 2L * cells, maps.size(3) + 2L * cells
            },
            value,
            DataType.FLOAT);
    shifted(padded, maps, cells, cells).assign(maps);
    return padded;
  }

  /** The part of {@code padded} from ({@code row}, {@code column}) on, as large as {@code like}. */
  public static INDArray shifted(INDArray padded, INDArray like, int row, int column) {
    return padded.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(row, row + like.size(2)),
        NDArrayIndex.interval(column, column + like.size(3)));
  }
}
