package io.firstspike.engine.nd4j.tensor;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Tensors that are large and soon of no more use. Their memory is off the heap, where the garbage
 * collector gives it back late: it does not see how large they are.
 */
@API(status = Status.INTERNAL)
public final class Scratch implements AutoCloseable {

  private final List<INDArray> held = new ArrayList<>();

  /** A tensor of zeros in C order. */
  public INDArray zeros(long... shape) {
    return hold(Nd4j.create(DataType.FLOAT, shape));
  }

  /** Takes charge of a tensor that is no view. */
  public INDArray hold(INDArray tensor) {
    held.add(tensor);
    return tensor;
  }

  @Override
  public void close() {
    held.stream().filter(INDArray::closeable).forEach(INDArray::close);
  }
}
