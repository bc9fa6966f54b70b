package io.firstspike.engine.nd4j.layer;

import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.nd4j.tensor.Padding;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Inhibition among neurons of a batch, (N, C, H, W), and among the intensities before them. */
@API(status = Status.INTERNAL)
public final class DenseInhibition {

  private DenseInhibition() {}

  /**
   * Point-wise inhibition: the latencies of which at each location only the earliest remains; of
   * equal ones that of the highest value, then that of the lowest map.
   *
   * @param values finite numbers, such as potentials
   */
  public static INDArray pointwise(INDArray latencies, INDArray values, int steps) {
    INDArray earliest = Nd4j.expandDims(latencies.min(1), 1);
    INDArray candidates = Masks.equal(latencies, earliest.broadcast(latencies.shape()));
    candidates.muli(Masks.not(Masks.above(latencies, steps - 0.5f)));
    INDArray rated = Masks.choose(candidates, values, -Float.MAX_VALUE);
    INDArray highest = Nd4j.expandDims(rated.max(1), 1);
    candidates.muli(Masks.equal(rated, highest.broadcast(rated.shape())));
    INDArray numbered = Masks.choose(candidates, maps(latencies), (float) latencies.size(1));
    INDArray lowest = Nd4j.expandDims(numbered.min(1), 1);
    candidates.muli(Masks.equal(numbered, lowest.broadcast(numbered.shape())));
    return Masks.choose(candidates, latencies, steps);
  }

  /** The number of its map for each neuron. */
  private static INDArray maps(INDArray like) {
    return Nd4j.arange(like.size(1))
        .castTo(DataType.FLOAT)
        .reshape(1, like.size(1), 1, 1)
        .broadcast(like.shape());
  }

  /**
   * Lateral inhibition among intensities: for each weaker neighbour, a cell gains a share of its
   * own intensity, {@code x (1 + gain)}. Shares are added up in raster order.
   *
   * @param shares a square of odd side, row-major; the centre is 0
   */
  public static INDArray lateral(INDArray intensities, float[] shares) {
    int side = (int) Math.sqrt(shares.length);
    INDArray padded = Padding.of(intensities, side / 2, 0);
    INDArray gain = Nd4j.zerosLike(intensities);
    INDArray stronger = Nd4j.zerosLike(intensities);
    for (int place = 0; place < shares.length; place++) {
      INDArray neighbours = Padding.shifted(padded, intensities, place / side, place % side);
      Masks.above(intensities.sub(neighbours), 0, stronger);
      gain.addi(stronger.muli(shares[place]));
    }
    return intensities.mul(gain.addi(1));
  }

  /** Feature inhibition: sets the potentials of whole maps to 0, in place. */
  public static void features(INDArray potentials, int... maps) {
    for (int map : maps) {
      potentials.get(NDArrayIndex.all(), NDArrayIndex.point(map)).assign(0);
    }
  }
}
