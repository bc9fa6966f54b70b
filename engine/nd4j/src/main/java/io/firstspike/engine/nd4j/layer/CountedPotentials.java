package io.firstspike.engine.nd4j.layer;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.nd4j.tensor.Scratch;
import io.firstspike.engine.spike.Window;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Potentials of a layer whose weights are all 0 or 1, by convolution of the spike wave:
 *
 * <pre>P(t) = W * wave(t)</pre>
 *
 * <p>They are counts: sums of floats are exact up to 2^24, whatever their order, so they are the
 * engine's bit by bit. The convolution is written as windows side by side, times weights. ND4J's
 * own is not used, as it may take a short cut that rounds (Winograd's).
 */
@API(status = Status.INTERNAL)
public final class CountedPotentials implements Potentials {

  private final int steps;
  private final INDArray negated;
  private final INDArray weights;
  private final INDArray wave;
  private final INDArray windows;
  private final INDArray columns;
  private final INDArray potentials;
  private final DynamicCustomOp slide;
  private final Scratch scratch = new Scratch();
  private int step;

  /**
   * Begins before the first time step.
   *
   * @param weights (maps, taps)
   * @param latencies (N, C, H, W)
   */
  public CountedPotentials(Convolution layout, INDArray weights, INDArray latencies, int steps) {
    Window window = layout.window();
    long count = latencies.size(0);
    long taps = layout.fan();
    long locations = layout.output().locations();
    this.steps = steps;
    this.weights = weights;
    this.negated = scratch.hold(latencies.neg());
    this.wave = scratch.hold(negated.ulike());
    this.windows =
        scratch.zeros(
            count,
            layout.input().maps(),
            window.height(),
            window.width(),
            layout.output().height(),
            layout.output().width());
    this.columns = windows.reshape(count, taps, locations);
    this.potentials = scratch.zeros(count, weights.size(0), locations);
    this.slide =
        DynamicCustomOp.builder("im2col")
            .addInputs(wave)
            .addOutputs(windows)
            .addIntegerArguments(
                window.height(),
                window.width(),
                window.rowStride(),
                window.columnStride(),
                window.rowPadding(),
                window.columnPadding(),
                1,
                1,
                0)
            .build();
  }

  @Override
  public INDArray next() {
    return after(step++);
  }

  @Override
  public INDArray last() {
    return after(steps - 1);
  }

  private INDArray after(int t) {
    Masks.above(negated, -(t + 0.5f), wave);
    Nd4j.exec(slide);
    for (int i = 0; i < potentials.size(0); i++) {
      // Both factors and the product transposed, which is the order that BLAS writes in.
      columns.slice(i).transpose().mmuli(weights.transpose(), potentials.slice(i).transpose());
    }
    return potentials;
  }

  @Override
  public INDArray arranged(INDArray likePotentials) {
    return likePotentials;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
