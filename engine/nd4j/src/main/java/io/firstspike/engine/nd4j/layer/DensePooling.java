package io.firstspike.engine.nd4j.layer;

import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Window;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Pooling of tensors (N, C, H, W); padding never counts. */
@API(status = Status.INTERNAL)
public final class DensePooling {

  private DensePooling() {}

  /** The highest number of each window. */
  public static INDArray highest(INDArray values, Pooling pooling) {
    Window window = pooling.window();
    if (window.equals(Window.square(1, 1, 0))) {
      return values;
    }
    return Nd4j.exec(
        DynamicCustomOp.builder("maxpool2d")
            .addInputs(values)
            .addIntegerArguments(
                window.height(),
                window.width(),
                window.rowStride(),
                window.columnStride(),
                window.rowPadding(),
                window.columnPadding(),
                1,
                1,
                0,
                1,
                0)
            .build())[0];
  }

  /** The earliest latency of each window. */
  public static INDArray earliest(INDArray latencies, Pooling pooling) {
    return highest(latencies.neg(), pooling).neg();
  }
}
