package io.firstspike.engine.nd4j.tensor;

import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Volleys, spike waves, weights and potentials as tensors of ND4J, and back. All are of floats, in
 * C order, with the batch first:
 *
 * <table>
 * <caption>Layouts</caption>
 * <tr><td>latencies</td><td>(N, C, H, W)</td><td>time step of each neuron's spike; the number of
 * time steps for a silent one</td></tr>
 * <tr><td>spike wave</td><td>(N, T, C, H, W)</td><td>1 from a neuron's spike on, before it
 * 0</td></tr>
 * <tr><td>weights</td><td>(maps, input maps, window height, window width)</td><td></td></tr>
 * <tr><td>potentials</td><td>(N, maps, H, W)</td><td></td></tr>
 * </table>
 *
 * <pre>{@code
 * INDArray latencies = Tensors.latencies(inference.encode(images)); // (N, C, H, W)
 * INDArray wave = Tensors.wave(latencies, 15); // (N, 15, C, H, W)
 * List<Volley> volleys = Tensors.volleys(Tensors.latenciesOf(wave), 15);
 * }</pre>
 *
 * <p>ND4J keeps its numbers off the heap and the engine on it, as lists of spikes and rows of
 * weights: each way across copies once. From tensor to tensor, batches that are taken apart or put
 * side by side along the first dimension are views, which copy nothing.
 */
@API(status = Status.MAINTAINED)
public final class Tensors {

  private static final int BATCH_DIMENSIONS = 4;
  private static final int WAVE_DIMENSIONS = 5;

  private Tensors() {}

  /**
   * The latencies of volleys, (N, C, H, W).
   *
   * @param volleys at least one, all of one shape and with the same number of time steps
   * @throws IllegalArgumentException if they differ
   */
  public static INDArray latencies(List<? extends Volley> volleys) {
    if (volleys.isEmpty()) {
      throw new IllegalArgumentException("a tensor of latencies needs at least one volley");
    }
    Shape shape = volleys.get(0).shape();
    int steps = volleys.get(0).steps();
    float[] cells = new float[Math.multiplyExact(volleys.size(), shape.size())];
    Arrays.fill(cells, steps);
    int first = 0;
    for (Volley volley : volleys) {
      if (!volley.shape().equals(shape) || volley.steps() != steps) {
        throw new IllegalArgumentException(
            "volleys of one batch must be alike, not " + volleys.get(0) + " and " + volley);
      }
      for (int t = 0; t < steps; t++) {
        for (int i = volley.start(t); i < volley.end(t); i++) {
          cells[first + volley.spike(i)] = t;
        }
      }
      first += shape.size();
    }
    return Batches.of(cells, volleys.size(), shape);
  }

  /**
   * The volleys with these latencies.
   *
   * @param latencies (N, C, H, W), whole numbers from 0 to {@code steps}; {@code steps} for a
   *     silent neuron
   * @param steps number of time steps, 1 to {@value Volley#MAX_STEPS}
   * @throws IllegalArgumentException if there are not four dimensions, or a latency is another
   *     number
   */
  public static List<Volley> volleys(INDArray latencies, int steps) {
    requireDimensions("latencies", "(N, C, H, W)", latencies, BATCH_DIMENSIONS);
    Shape shape = Batches.shape(latencies);
    float[] cells = Batches.cells(latencies);
    byte[] one = new byte[shape.size()];
    List<Volley> volleys = new ArrayList<>();
    for (int first = 0; first < cells.length; first += one.length) {
      for (int i = 0; i < one.length; i++) {
        one[i] = latency(cells[first + i], steps);
      }
      volleys.add(Volley.ofLatencies(shape, steps, one));
    }
    return volleys;
  }

  private static byte latency(float cell, int steps) {
    byte latency = (byte) cell;
    if (latency != cell || latency < 0 || latency > steps) {
      throw new IllegalArgumentException(
          "a latency is a whole number from 0 to " + steps + ", not " + cell);
    }
    return latency;
  }

  /**
   * The spike wave of latencies, (N, T, C, H, W): in time step t it is 1 where a neuron has fired
   * in t or before.
   *
   * @param latencies (N, C, H, W)
   * @param steps number of time steps T
   */
  public static INDArray wave(INDArray latencies, int steps) {
    requireDimensions("latencies", "(N, C, H, W)", latencies, BATCH_DIMENSIONS);
    long[] d = latencies.shape();
    INDArray wave = Nd4j.create(DataType.FLOAT, d[0], steps, d[1], d[2], d[3]);
    INDArray negated = latencies.neg();
    for (int t = 0; t < steps; t++) {
      instant(wave, t).assign(Masks.above(negated, -(t + 0.5f)));
    }
    return wave;
  }

  private static INDArray instant(INDArray wave, int step) {
    return wave.get(NDArrayIndex.all(), NDArrayIndex.point(step));
  }

  /**
   * The latencies of a spike wave, (N, C, H, W): the number of time steps in which it is 0.
   *
   * @param wave (N, T, C, H, W), 0 or 1, in no neuron falling
   */
  public static INDArray latenciesOf(INDArray wave) {
    requireDimensions("spike waves", "(N, T, C, H, W)", wave, WAVE_DIMENSIONS);
    return wave.sum(1).rsubi(wave.size(1));
  }

  /** The weights of a layer, (maps, input maps, window height, window width). */
  public static INDArray weights(LayerWeights weights) {
    Window window = weights.layout().window();
    return Nd4j.createFromArray(weights.rows())
        .reshape(weights.maps(), weights.layout().input().maps(), window.height(), window.width());
  }

  /**
   * Replaces the weights of a layer.
   *
   * @param tensor (maps, input maps, window height, window width)
   * @throws IllegalArgumentException if the layer has other sizes
   */
  public static void setWeights(INDArray tensor, LayerWeights weights) {
    Window window = weights.layout().window();
    long[] expected = {
      weights.maps(), weights.layout().input().maps(), window.height(), window.width()
    };
    if (!Arrays.equals(tensor.shape(), expected)) {
      throw new IllegalArgumentException(
          "the layer's weights are "
              + Arrays.toString(expected)
              + ", not "
              + Arrays.toString(tensor.shape()));
    }
    float[] cells = Batches.cells(tensor);
    int fan = weights.layout().fan();
    for (int map = 0; map < weights.maps(); map++) {
      weights.setRow(map, Arrays.copyOfRange(cells, map * fan, (map + 1) * fan));
    }
  }

  /**
   * Potentials of a layer's neurons, (N, maps, H, W).
   *
   * @param potentials for each input, one number for each neuron, map-major
   * @throws IllegalArgumentException if there are none, or their number is wrong
   */
  public static INDArray potentials(Shape shape, List<float[]> potentials) {
    float[] cells = new float[Math.multiplyExact(potentials.size(), shape.size())];
    int first = 0;
    for (float[] one : potentials) {
      if (one.length != shape.size()) {
        throw new IllegalArgumentException(
            "a layer of " + shape + " has " + shape.size() + " potentials, not " + one.length);
      }
      System.arraycopy(one, 0, cells, first, one.length);
      first += one.length;
    }
    return Batches.of(cells, potentials.size(), shape);
  }

  /**
   * Potentials on the heap: for each input, one number for each neuron, map-major.
   *
   * @param potentials (N, maps, H, W)
   */
  public static List<float[]> potentials(INDArray potentials) {
    requireDimensions("potentials", "(N, maps, H, W)", potentials, BATCH_DIMENSIONS);
    float[] cells = Batches.cells(potentials);
    int size = cells.length / (int) potentials.size(0);
    List<float[]> parts = new ArrayList<>();
    for (int first = 0; first < cells.length; first += size) {
      parts.add(Arrays.copyOfRange(cells, first, first + size));
    }
    return parts;
  }

  private static void requireDimensions(String what, String layout, INDArray tensor, int count) {
    if (tensor.rank() != count || tensor.length() == 0) {
      throw new IllegalArgumentException(
          what + " are " + layout + ", not " + Arrays.toString(tensor.shape()));
    }
  }
}
