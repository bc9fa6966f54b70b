package io.firstspike.engine.nd4j.layer;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.nd4j.tensor.Tensors;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weights of one layer as a tensor. In memory they are ordered by tap, (taps + 1, maps), with a
 * last row of zeros that stands for "no synapse": what a spike adds to the potentials of all maps
 * is one row. The layout of {@link Tensors} is a view of it.
 */
@API(status = Status.INTERNAL)
public final class DenseWeights {

  private final Convolution layout;
  private final INDArray table;
  private final INDArray rows;

  /** A copy of {@code weights}. */
  public DenseWeights(LayerWeights weights) {
    this.layout = weights.layout();
    int maps = weights.maps();
    int taps = layout.fan();
    float[] byTap = new float[Math.multiplyExact(taps + 1, maps)];
    float[][] byMap = weights.rows();
    for (int tap = 0; tap < taps; tap++) {
      for (int map = 0; map < maps; map++) {
        byTap[tap * maps + map] = byMap[map][tap];
      }
    }
    this.table = Nd4j.createFromArray(byTap).reshape(taps + 1, maps);
    this.rows = table.get(NDArrayIndex.interval(0, taps), NDArrayIndex.all());
  }

  public Convolution layout() {
    return layout;
  }

  public int maps() {
    return (int) table.size(1);
  }

  /** The weights and the row of zeros, (taps + 1, maps). */
  INDArray table() {
    return table;
  }

  /** The row of zeros. */
  int none() {
    return layout.fan();
  }

  /** The weights, (taps, maps); changes to it are changes to them. */
  public INDArray byTap() {
    return rows;
  }

  /** The weights of one map, (taps); changes to it are changes to them. */
  public INDArray row(int map) {
    return rows.getColumn(map);
  }

  /** The weights in the layout of {@link Tensors}; a view. */
  public INDArray tensor() {
    return rows.reshape(
            layout.input().maps(), layout.window().height(), layout.window().width(), maps())
        .permute(3, 0, 1, 2);
  }

  /** Writes the weights into those of a layer of the same structure. */
  public void writeTo(LayerWeights weights) {
    Tensors.setWeights(tensor(), weights);
  }
}
