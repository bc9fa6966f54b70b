package io.firstspike.engine.cuda.layer;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Kernel;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * A feature layer of ones and zeros, where only who fires matters: its kernel counts ones by
 * products of matrices of bits, whose weights this object holds in memory of the device.
 */
final class CountingWeights implements AutoCloseable {

  private static final int LANES = 32;

  /** ANDs and additions of a product of a 16 x 256 and a 256 x 8 matrix. */
  private static final int BIT_OPERATIONS = 2 * 16 * 8 * 256;

  /** Words of a lane in a 16 x 256 matrix of weights. */
  private static final int WORDS = 4;

  /** The number of times that a threshold's bias is written: a thread's sums of a product. */
  private static final int BIASES = 4;

  private final CountingPlan plan;
  private final Convolution layout;
  private final int processors;
  private final Kernel kernel;
  private final DeviceMemory fragments;
  private final DeviceMemory biases;
  private final int[] host;
  private int resident;

  /**
   * Prepares a layer without weights.
   *
   * @param thresholds potentials that a neuron must exceed to fire, ascending, 0 or above, finite
   */
  CountingWeights(Device device, Convolution layout, float[] thresholds, CountingPlan plan) {
    this.plan = plan;
    this.layout = layout;
    this.processors = device.info().multiprocessors();
    this.kernel = device.kernel(plan.kernel());
    int tiles = Parts.of(layout.output().maps(), CountingPlan.TILE);
    this.host = new int[Math.multiplyExact(tiles * plan.steps(), LANES * WORDS)];
    this.fragments = device.allocate((long) host.length * Integer.BYTES);
    this.biases = device.allocate((long) thresholds.length * BIASES * Integer.BYTES);
    int[] counts = new int[thresholds.length * BIASES];
    for (int i = 0; i < counts.length; i++) {
      // More than all synapses never receive a spike.
      counts[i] = -1 - (int) Math.min(layout.fan(), Math.floor(thresholds[i / BIASES]));
    }
    biases.write(counts);
  }

  /**
   * Takes the weights of a layer, if they are all 0 or 1.
   *
   * @return whether they are
   */
  boolean take(LayerWeights weights) {
    if (!binary(weights.row(0))) {
      return false;
    }
    Arrays.fill(host, 0);
    float[] row = new float[layout.fan()];
    float[][] rows = weights.rows();
    for (int map = 0; map < rows.length; map++) {
      if (!binary(rows[map])) {
        return false;
      }
      add(map, rows[map]);
    }
    fragments.write(host);
    return true;
  }

  private static boolean binary(float[] row) {
    for (float weight : row) {
      if (weight != 0 && weight != 1) {
        return false;
      }
    }
    return true;
  }

  /** Sets the bits of one map. */
  private void add(int map, float[] row) {
    Window window = layout.window();
    for (int tap = 0; tap < row.length; tap++) {
      if (row[tap] == 1) {
        int channel = tap / window.area();
        int ky = tap % window.area() / window.width();
        int word = channel / plan.perWord() * window.height() + ky;
        int bit = channel % plan.perWord() * window.width() + tap % window.width();
        host[place(map, word)] |= 1 << bit;
      }
    }
  }

  /**
   * The index of word {@code word} of a map: a0 and a1 of a lane are word t of maps g and g + 8 of
   * a product, a2 and a3 word 4 + t.
   */
  private int place(int map, int word) {
    int tile = map / CountingPlan.TILE;
    int lane = map % 8 * 4 + word % 4;
    int inLane = word % 8 / 4 * 2 + map % CountingPlan.TILE / 8;
    return ((tile * plan.steps() + word / 8) * LANES + lane) * WORDS + inLane;
  }

  /** Computes who fires, pooled, of {@code count} images, at least 1. */
  void forward(Stream stream, DeviceMemory input, int count, DeviceMemory output) {
    if (resident == 0) {
      resident = Math.max(1, kernel.together(plan.warps() * LANES, plan.sharedBytes()));
    }
    int slices = plan.slices(count, processors);
    forward(stream, input, count, output, slices, Math.max(1, resident / slices));
  }

  /**
   * Computes who fires, pooled, of {@code count} images.
   *
   * @param slices number of blocks that share the maps of an image
   * @param images number of images that are in work at a time, at least 1
   */
  void forward(
      Stream stream, DeviceMemory input, int count, DeviceMemory output, int slices, int images) {
    kernel.launch(
        stream,
        Math.min(count, images) * slices,
        plan.warps() * LANES,
        plan.sharedBytes(),
        plan.structure(),
        fragments,
        biases,
        input,
        count,
        slices,
        output);
  }

  /** Work to compute {@code count} images. */
  KernelWork work(int count, long inputBytes, long outputBytes) {
    double products = count * plan.products(layout.output());
    return new KernelWork(
        plan.kernel(),
        products * BIT_OPERATIONS,
        products * LANES,
        inputBytes + outputBytes + fragments.bytes());
  }

  @Override
  public void close() {
    fragments.close();
    biases.close();
  }
}
