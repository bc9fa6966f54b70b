package io.firstspike.engine.cuda.form;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The structure of a feature layer, as kernels take it: the structure {@code FsLayer} of {@code
 * layer.cuh}, int by int.
 *
 * @param layout the neurons and their windows
 * @param thresholds number of thresholds
 * @param pooling pooling of the spikes
 * @param stride floats from one tap of the weights to the next
 * @param steps number of time steps
 */
@API(status = Status.INTERNAL)
public record LayerStructure(
    Convolution layout, int thresholds, Pooling pooling, int stride, int steps) {

  /** The ints that the counting kernels need besides. */
  private static final int COUNTING_INTS = 19;

  /** The shape of the spikes after pooling, of all thresholds. */
  public Shape output() {
    return pooling.output(layout.output(), thresholds);
  }

  /**
   * The sums of a synapse's weight and a potential that an image takes.
   *
   * @param spikes number of spikes that the layer receives
   */
  public static double sums(Convolution layout, double spikes) {
    double windows = (double) layout.output().locations() * layout.fan() / layout.input().size();
    return spikes * windows * layout.output().maps();
  }

  /** The ints of the structure; those of the counting kernels come from {@code counting}. */
  public int[] ints(int... counting) {
    Shape input = layout.input();
    Shape neurons = layout.output();
    Window window = layout.window();
    Window pool = pooling.window();
    Shape output = output();
    int[] first = {
      input.maps(),
      input.height(),
      input.width(),
      DeviceSpikes.wordsPerRow(input),
      neurons.maps(),
      neurons.height(),
      neurons.width(),
      layout.fan(),
      stride,
      window.height(),
      window.width(),
      window.rowStride(),
      window.columnStride(),
      window.rowPadding(),
      window.columnPadding(),
      pool.height(),
      pool.width(),
      pool.rowStride(),
      pool.columnStride(),
      pool.rowPadding(),
      pool.columnPadding(),
      output.height(),
      output.width(),
      DeviceSpikes.wordsPerRow(output),
      thresholds,
      steps
    };
    int[] all = new int[first.length + COUNTING_INTS];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(counting, 0, all, first.length, counting.length);
    return all;
  }
}
