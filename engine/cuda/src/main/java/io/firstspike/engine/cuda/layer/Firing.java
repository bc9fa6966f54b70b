package io.firstspike.engine.cuda.layer;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Kernel;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.cuda.form.LayerStructure;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.spike.Shape;
import java.util.Arrays;

/**
 * A feature layer of any weights and any shape: its kernel adds up weights in the order of spikes,
 * as the processor does.
 */
final class Firing implements AutoCloseable {

  private static final int LANES = 32;
  private static final int MAX_THREADS = 256;

  /** Bytes that count how many taps fire in each time step. */
  private static final int ENDS = 128 * Integer.BYTES;

  /** The most taps whose numbers take two bytes. */
  private static final int MAX_NEAR = 1 << 16;

  /** Bytes of shared memory with which several blocks share a processor. */
  private static final int FEW_BYTES = 64 << 10;

  /** The most bytes for taps in global memory. */
  private static final long SCRATCH = 256L << 20;

  private final Device device;
  private final LayerStructure layer;
  private final DeviceTable weights;
  private final DeviceMemory thresholds;
  private final int[] structure;
  private final int threads;
  private final int slices;
  private final int columns;
  private final int across;
  private final int together;
  private final int rows;
  private final int lists;
  private final boolean far;
  private DeviceMemory scratch;

  Firing(Device device, LayerStructure layer, float[] thresholds, DeviceTable weights) {
    this.device = device;
    this.layer = layer;
    this.weights = weights;
    this.structure = layer.ints();
    int maps = layer.layout().output().maps();
    this.slices = Parts.of(maps, MAX_THREADS);
    this.threads = Parts.of(Parts.of(maps, slices), LANES) * LANES;
    Shape output = layer.output();
    this.columns = Math.min(Integer.SIZE, output.width());
    this.across = Parts.of(output.width(), columns);
    int budget = Math.min(device.sharedBytes(), FEW_BYTES);
    this.together = Math.max(1, Math.min(thresholds.length, budget / 2 / rowBytes(1)));
    long left = budget - rowBytes(together);
    long fan = layer.layout().fan();
    long listBytes = ENDS + fan * Short.BYTES;
    this.far = fan > MAX_NEAR || listBytes > device.sharedBytes() - rowBytes(together) - LANES;
    long wanted = Math.min(2L * threads / LANES, layer.layout().output().locations());
    long fit =
        far
            ? Math.min(wanted, SCRATCH / (fan * Integer.BYTES * device.info().multiprocessors()))
            : left / listBytes;
    this.lists = (int) Math.max(1, Math.min(wanted, fit));
    long forRows = budget - lists * (far ? ENDS : listBytes);
    this.rows = (int) Math.max(1, Math.min(output.height(), forRows / rowBytes(together)));
    this.thresholds = device.allocate((long) thresholds.length * Float.BYTES);
    this.thresholds.write(thresholds);
  }

  /** The bytes of shared memory for the times of a row of pooled neurons. */
  private int rowBytes(int thresholds) {
    return thresholds * columns * (threads + 4);
  }

  /** Computes the pooled spikes of {@code count} images. */
  void forward(Stream stream, DeviceSpikes input, int count, DeviceSpikes output) {
    for (int first = 0; first < layer.thresholds(); first += together) {
      forward(stream, input, count, output, first, Math.min(together, layer.thresholds() - first));
    }
  }

  private void forward(
      Stream stream, DeviceSpikes input, int count, DeviceSpikes output, int first, int number) {
    int height = rows(count);
    long parts = (long) count * Parts.of(layer.output().height(), height) * across * slices;
    long taps = far ? 0 : (long) lists * layer.layout().fan() * Short.BYTES;
    int shared = (int) (lists * ENDS + taps + (long) rowBytes(number) * height);
    Kernel kernel = device.kernel(kernel());
    Object[] arguments = {
      structure,
      weights.memory(),
      thresholds,
      first,
      number,
      of(input, Form.TIMES),
      of(input, Form.BITS),
      count,
      of(output, Form.TIMES),
      of(output, Form.BITS),
      lists,
      height
    };
    if (far) {
      Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
      all[arguments.length] = scratch();
      kernel.launch(stream, (int) Math.min(parts, farBlocks()), threads, shared, all);
    } else {
      kernel.launch(stream, (int) Math.min(parts, Integer.MAX_VALUE), threads, shared, arguments);
    }
  }

  /**
   * Work to compute {@code count} images.
   *
   * @param spikes mean number of spikes that the layer receives
   */
  KernelWork work(int count, DeviceSpikes input, DeviceSpikes output, double spikes) {
    return new KernelWork(
        kernel(),
        0,
        count * LayerStructure.sums(layer.layout(), spikes),
        (double) input.bytes(count) + output.bytes(count) + weights.memory().bytes());
  }

  private String kernel() {
    return far ? "fs_layer_fire_far" : "fs_layer_fire";
  }

  /** The rows of pooled neurons of a block: as many as fit, fewer if processors would idle. */
  private int rows(int count) {
    long busy = 4L * device.info().multiprocessors();
    long others = (long) count * across * slices;
    int height = layer.output().height();
    int parts = (int) Math.min(height, (busy + others - 1) / others);
    return Math.min(rows, Parts.of(height, Math.max(1, parts)));
  }

  private static DeviceMemory of(DeviceSpikes spikes, Form form) {
    return spikes.form() == form ? spikes.memory() : null;
  }

  private long listWords() {
    return (long) lists * layer.layout().fan();
  }

  private int farBlocks() {
    long fit = SCRATCH / (listWords() * Integer.BYTES);
    return (int) Math.max(1, Math.min(2L * device.info().multiprocessors(), fit));
  }

  private DeviceMemory scratch() {
    if (scratch == null) {
      scratch = device.allocate(farBlocks() * listWords() * Integer.BYTES);
    }
    return scratch;
  }

  @Override
  public void close() {
    thresholds.close();
    if (scratch != null) {
      scratch.close();
    }
  }
}
