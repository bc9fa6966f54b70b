package io.firstspike.engine.nd4j.tensor;

import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batches of maps as tensors (N, C, H, W) of floats, from numbers on the heap and back. */
@API(status = Status.INTERNAL)
public final class Batches {

  private Batches() {}

  /** A tensor (N, C, H, W) of {@code cells}, which are copied. */
  public static INDArray of(float[] cells, int count, Shape shape) {
    return Nd4j.createFromArray(cells).reshape(count, shape.maps(), shape.height(), shape.width());
  }

  /** The shape of the layer whose neurons a tensor (N, C, H, W) tells of. */
  public static Shape shape(INDArray batch) {
    return new Shape((int) batch.size(1), (int) batch.size(2), (int) batch.size(3));
  }

  /** The numbers of a tensor in C order, on the heap. */
  public static float[] cells(INDArray tensor) {
    INDArray floats = tensor.dataType() == DataType.FLOAT ? tensor : tensor.castTo(DataType.FLOAT);
    return floats.dup('c').reshape(floats.length()).toFloatVector();
  }
}
