package io.firstspike.engine.cuda.layer;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.cuda.form.LayerStructure;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A feature layer at work on the device: convolution, firing and pooling of a batch of images, with
 * the same spikes as {@link io.firstspike.engine.layer.FeatureLayer}. Not thread-safe; its work is
 * to be given to one stream at a time.
 */
@API(status = Status.INTERNAL)
public final class LayerStage implements AutoCloseable {

  private final Device device;
  private final LayerStructure layer;
  private final int capacity;
  private final Firing firing;
  private final CountingWeights counting;
  private boolean binary;
  private DeviceMemory bits;

  /**
   * Creates a layer.
   *
   * @param thresholds potentials that a neuron must exceed to fire, ascending, 0 or above
   * @param weights the weights of its synapses, which the caller keeps and closes
   * @param capacity the most images of a batch
   * @param steps number of time steps
   * @throws IllegalArgumentException if a threshold is negative or not a number
   */
  public LayerStage(
      Device device,
      Convolution layout,
      float[] thresholds,
      Pooling pooling,
      DeviceTable weights,
      int capacity,
      int steps) {
    for (float threshold : thresholds) {
      if (!(threshold >= 0)) {
        throw new IllegalArgumentException("a threshold is 0 or above, not " + threshold);
      }
    }
    this.device = device;
    this.layer = new LayerStructure(layout, thresholds.length, pooling, weights.stride(), steps);
    this.capacity = capacity;
    this.firing = new Firing(device, layer, thresholds, weights);
    boolean finite = thresholds[thresholds.length - 1] < Float.POSITIVE_INFINITY;
    this.counting =
        finite
            ? CountingPlan.of(layer, device.sharedBytes())
                .map(plan -> new CountingWeights(device, layout, thresholds, plan))
                .orElse(null)
            : null;
  }

  /** The shape of its output, after pooling. */
  public Shape output() {
    return layer.output();
  }

  /**
   * Looks at the weights, which must be those on the device, and prepares the fastest way to
   * compute the layer. Work that uses the layer must have finished.
   */
  public void weightsChanged(LayerWeights host) {
    binary = counting != null && counting.take(host);
  }

  /**
   * Computes the pooled spikes that {@code input} causes, in their time steps or, as bits, who
   * fires.
   *
   * @param count number of images, at most the capacity
   */
  public void forward(Stream stream, DeviceSpikes input, int count, DeviceSpikes output) {
    if (count > capacity) {
      throw new IllegalArgumentException(count + " images exceed the capacity of " + capacity);
    }
    if (count == 0) {
      return;
    }
    if (binary && output.form() == Form.BITS) {
      counting.forward(stream, bits(stream, input, count), count, output.memory());
    } else {
      firing.forward(stream, input, count, output);
    }
  }

  /**
   * Work to compute {@code count} images.
   *
   * @param spikes mean number of spikes that the layer receives
   */
  public List<KernelWork> work(int count, DeviceSpikes input, DeviceSpikes output, double spikes) {
    if (!binary || output.form() != Form.BITS) {
      return List.of(firing.work(count, input, output, spikes));
    }
    long bitBytes = count * DeviceSpikes.bytesEach(input.shape(), Form.BITS);
    KernelWork work = counting.work(count, bitBytes, output.bytes(count));
    return input.form() == Form.BITS
        ? List.of(work)
        : List.of(new KernelWork("fs_layer_bits", 0, 0, input.bytes(count) + bitBytes), work);
  }

  /** Which neurons of the input fire, as bits. */
  private DeviceMemory bits(Stream stream, DeviceSpikes input, int count) {
    if (input.form() == Form.BITS) {
      return input.memory();
    }
    Shape shape = input.shape();
    long each = DeviceSpikes.bytesEach(shape, Form.BITS);
    if (bits == null) {
      bits = device.allocate(capacity * each);
    }
    long words = count * each / Integer.BYTES;
    int threads = 256;
    int blocks = (int) Math.min((words + threads - 1) / threads, 1 << 20);
    device
        .kernel("fs_layer_bits")
        .launch(
            stream,
            blocks,
            threads,
            0,
            input.memory(),
            shape.width(),
            DeviceSpikes.wordsPerRow(shape),
            input.steps(),
            words,
            bits);
    return bits;
  }

  @Override
  public void close() {
    firing.close();
    if (counting != null) {
      counting.close();
    }
    if (bits != null) {
      bits.close();
    }
  }
}
