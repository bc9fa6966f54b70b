package io.firstspike.engine.nd4j.layer;

import io.firstspike.engine.nd4j.tensor.Scratch;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Potentials of a layer with any weights, added up in the engine's order: by time step, and within
 * a time step by tap. Sums of floats are rounded after each addition, so only this order gives the
 * engine's bits; products of weights with a spike wave differ in the last ones.
 *
 * <p>Each neuron's k-th spike of a time step is added for all neurons at once: the rows of weights
 * that belong to it are gathered, one for each location, and added to the potentials. Locations
 * with fewer spikes take the row of zeros. Which tap is whose k-th is listed on the heap.
 */
@API(status = Status.INTERNAL)
public final class OrderedPotentials implements Potentials {

  /** About as many rows as are gathered at once. */
  static final int ROWS = 1024;

  private final DenseWeights weights;
  private final int count;
  private final int steps;
  private final int[][] taps;
  private final int[][] ends;
  private final INDArray potentials;

  /** The number of spikes of each neuron whose rows are gathered at once. */
  private final int together;

  private final int[] rows;
  private final INDArray summands;
  private final INDArray[] parts;
  private final Scratch scratch = new Scratch();
  private int step;

  /**
   * Begins before the first time step.
   *
   * @param inputs at least one, with equal numbers of time steps
   */
  public OrderedPotentials(DenseWeights weights, List<? extends Spikes> inputs) {
    this.weights = weights;
    this.count = inputs.size();
    this.steps = inputs.get(0).steps();
    int locations = weights.layout().output().locations();
    this.taps = new int[count * locations][];
    this.ends = new int[count * locations][];
    byte[] latencies = new byte[weights.layout().input().size()];
    for (int i = 0; i < count; i++) {
      inputs.get(i).writeLatencies(latencies);
      for (int location = 0; location < locations; location++) {
        list(i * locations + location, location, latencies);
      }
    }
    this.potentials = scratch.zeros(ends.length, weights.maps());
    this.together = Math.max(1, ROWS / ends.length);
    this.rows = new int[together * ends.length];
    this.summands = scratch.zeros(rows.length, weights.maps());
    this.parts = new INDArray[together];
    for (int k = 0; k < together; k++) {
      parts[k] =
          summands.get(
              NDArrayIndex.interval(k * ends.length, (k + 1) * ends.length), NDArrayIndex.all());
    }
  }

  /** Lists the taps of a location whose inputs fire, by time step, then by tap. */
  private void list(int place, int location, byte[] latencies) {
    int width = weights.layout().output().width();
    byte[] field =
        weights
            .layout()
            .receptiveField(latencies, (byte) steps, location / width, location % width);
    int[] next = new int[steps + 1];
    for (byte latency : field) {
      if (latency < steps) {
        next[latency + 1]++;
      }
    }
    for (int t = 0; t < steps; t++) {
      next[t + 1] += next[t];
    }
    taps[place] = new int[next[steps]];
    for (int tap = 0; tap < field.length; tap++) {
      if (field[tap] < steps) {
        taps[place][next[field[tap]]++] = tap;
      }
    }
    // Each entry has moved on to the end of its time step.
    ends[place] = Arrays.copyOf(next, steps);
  }

  @Override
  public INDArray next() {
    int most = 0;
    for (int place = 0; place < ends.length; place++) {
      most = Math.max(most, ends[place][step] - start(place));
    }
    for (int k = 0; k < most; k += together) {
      add(k, Math.min(together, most - k));
    }
    step++;
    return potentials;
  }

  /** Adds some of each neuron's spikes of this time step, one after the other. */
  private void add(int from, int count) {
    int at = 0;
    for (int k = from; k < from + together; k++) {
      for (int place = 0; place < ends.length; place++) {
        int i = start(place) + k;
        rows[at++] = i < ends[place][step] ? taps[place][i] : weights.none();
      }
    }
    // One call gathers the rows of several spikes: for few neurons, calls are what takes time.
    Nd4j.pullRows(weights.table(), summands, 1, rows);
    for (int k = 0; k < count; k++) {
      potentials.addi(parts[k]);
    }
  }

  private int start(int place) {
    return step == 0 ? 0 : ends[place][step - 1];
  }

  @Override
  public INDArray last() {
    while (step < steps) {
      next();
    }
    return potentials;
  }

  @Override
  public INDArray arranged(INDArray likePotentials) {
    return likePotentials.reshape(count, ends.length / count, weights.maps()).permute(0, 2, 1);
  }

  @Override
  public void close() {
    scratch.close();
  }
}
