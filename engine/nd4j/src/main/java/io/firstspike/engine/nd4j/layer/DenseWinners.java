package io.firstspike.engine.nd4j.layer;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.spike.Shape;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Winners of one input: at each location only the neuron that fires first survives, of those in the
 * same time step the one with the highest potential, then that of the lowest map. Survivors win in
 * the same order, then by flat index; each winner shuts out its map and the locations around it.
 */
@API(status = Status.INTERNAL)
public final class DenseWinners {

  /** Stands for "no candidate"; below every potential. */
  private static final float NONE = -Float.MAX_VALUE;

  private final Shape shape;
  private final float threshold;
  private final int most;
  private final int radius;

  /** 0 where a neuron has fired, or a winner is near. */
  private final INDArray open;

  private final List<Winner> taken = new ArrayList<>();

  private DenseWinners(Shape shape, float threshold, int most, int radius) {
    this.shape = shape;
    this.threshold = threshold;
    this.most = most;
    this.radius = radius;
    this.open = Nd4j.ones(DataType.FLOAT, shape.locations());
  }

  /**
   * Finds the winners of an input, time step after time step until there are enough.
   *
   * @param potentials those of one input, before its first time step
   * @param threshold potential that a neuron must exceed to fire
   * @param most the most winners
   * @param radius inhibition radius around a winner; 0: none
   * @param silent by map; null for none
   */
  public static List<Winner> search(
      Potentials potentials,
      Shape shape,
      int steps,
      float threshold,
      int most,
      int radius,
      boolean[] silent) {
    DenseWinners winners = new DenseWinners(shape, threshold, most, radius);
    INDArray heard = silent == null ? null : heard(silent);
    for (int t = 0; t < steps && winners.taken.size() < most; t++) {
      INDArray present = potentials.arranged(potentials.next()).slice(0);
      winners.round(heard == null ? present : Masks.choose(heard, present, NONE), t);
    }
    return List.copyOf(winners.taken);
  }

  /** 0 for each silent map, (maps, 1). */
  private static INDArray heard(boolean[] silent) {
    float[] heard = new float[silent.length];
    for (int map = 0; map < heard.length; map++) {
      heard[map] = silent[map] ? 0 : 1;
    }
    return Nd4j.createFromArray(heard).reshape(heard.length, 1);
  }

  /**
   * Takes the winners of one time step.
   *
   * @param potentials (maps, locations)
   */
  private void round(INDArray potentials, int step) {
    INDArray strongest = potentials.max(0);
    INDArray fires = Masks.above(strongest, threshold).muli(open);
    if (fires.maxNumber().floatValue() == 0) {
      return;
    }
    open.subi(fires);
    INDArray maps = potentials.argMax(0).castTo(DataType.FLOAT);
    INDArray candidates = Masks.choose(fires, strongest, NONE);
    for (Winner winner : taken) {
      exclude(candidates, Masks.equal(maps, winner.map()));
    }
    while (taken.size() < most) {
      float highest = candidates.maxNumber().floatValue();
      if (highest == NONE) {
        return;
      }
      int location = first(Masks.equal(candidates, highest), maps);
      Winner winner =
          new Winner(
              maps.getInt(location),
              location / shape.width(),
              location % shape.width(),
              step,
              highest);
      taken.add(winner);
      exclude(candidates, Masks.equal(maps, winner.map()));
      shutOut(candidates, winner, NONE);
      shutOut(open, winner, 0);
    }
  }

  /** Of the locations in {@code mask}, that of the lowest map, then the first. */
  private static int first(INDArray mask, INDArray maps) {
    INDArray lowest = Masks.choose(mask, maps, Float.MAX_VALUE);
    return lowest.negi().argMax(0).getInt(0);
  }

  private static void exclude(INDArray candidates, INDArray mask) {
    candidates.assign(Masks.choose(Masks.not(mask), candidates, NONE));
  }

  private void shutOut(INDArray locations, Winner winner, float value) {
    if (radius > 0) {
      locations
          .reshape(shape.height(), shape.width())
          .get(around(winner.row(), shape.height()), around(winner.column(), shape.width()))
          .assign(value);
    }
  }

  private INDArrayIndex around(int place, int length) {
    return NDArrayIndex.interval(Math.max(0, place - radius), Math.min(length, place + radius + 1));
  }
}
