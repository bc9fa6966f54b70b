package io.firstspike.engine.cuda.form;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Kernel;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Changes of the form in which the device keeps spikes, the joining of several layers, and the
 * number of spikes.
 */
@API(status = Status.INTERNAL)
public final class SpikeForms {

  private static final int THREADS = 256;
  private static final int LANES = 32;
  private static final int MOST_BLOCKS_IN_Y = 65_535;

  private final Kernel toBits;
  private final Kernel toTimes;
  private final Kernel joinTimes;
  private final Kernel joinBits;
  private final Kernel counting;

  public SpikeForms(Device device) {
    this.toBits = device.kernel("fs_times_to_bits");
    this.toTimes = device.kernel("fs_bits_to_times");
    this.joinTimes = device.kernel("fs_join_times");
    this.joinBits = device.kernel("fs_join_bits");
    this.counting = device.kernel("fs_count_spikes");
  }

  /** Writes the first {@code count} images of {@code from} into {@code to}, in the form of that. */
  public void convert(Stream stream, DeviceSpikes from, DeviceSpikes to, int count) {
    Shape shape = from.shape();
    if (from.form() == to.form()) {
      stream.copy(from.memory(), to.memory(), count * DeviceSpikes.bytesEach(shape, from.form()));
      return;
    }
    long rows = (long) count * shape.maps() * shape.height();
    boolean bits = to.form() == Form.BITS;
    long threads = rows * (bits ? DeviceSpikes.wordsPerRow(shape) : shape.width());
    (bits ? toBits : toTimes)
        .launch(
            stream,
            blocks(threads),
            THREADS,
            0,
            from.memory(),
            to.memory(),
            rows,
            shape.width(),
            from.steps());
  }

  /**
   * Writes the first {@code count} images of a layer to their place among the neurons of several
   * layers.
   *
   * @param joined of the form {@link Form#TIMES}
   * @param offset flat index of the layer's first neuron there
   * @param atAll whether all who fire do so in the last time step there
   */
  public void join(
      Stream stream, DeviceSpikes part, DeviceSpikes joined, int offset, boolean atAll, int count) {
    Shape shape = part.shape();
    int blocks = blocks(shape.size());
    int images = Math.min(count, MOST_BLOCKS_IN_Y);
    if (part.form() == Form.TIMES) {
      joinTimes.launchGrid(
          stream,
          blocks,
          images,
          THREADS,
          0,
          part.memory(),
          shape.size(),
          joined.memory(),
          joined.shape().size(),
          offset,
          part.steps(),
          atAll ? 1 : 0,
          count);
    } else {
      joinBits.launchGrid(
          stream,
          blocks,
          images,
          THREADS,
          0,
          part.memory(),
          shape.maps() * shape.height(),
          shape.width(),
          joined.memory(),
          joined.shape().size(),
          offset,
          part.steps(),
          count);
    }
  }

  /**
   * Counts the spikes of each of the first {@code count} images.
   *
   * @param times one byte a neuron
   * @param size neurons of an image
   * @param counts takes an int for each image
   */
  public void count(
      Stream stream, DeviceMemory times, long size, int steps, int count, DeviceMemory counts) {
    counting.launch(
        stream, blocks((long) count * LANES), THREADS, 0, times, size, steps, count, counts);
  }

  private static int blocks(long threads) {
    return Math.toIntExact((threads + THREADS - 1) / THREADS);
  }
}
