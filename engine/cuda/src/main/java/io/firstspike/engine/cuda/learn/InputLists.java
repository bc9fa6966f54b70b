package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Scratch;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.layer.Convolution;

/**
 * Lists of the inputs that fire, in their order, for all images of a launch, on the device. They do
 * not depend on weights, so they are made before the launch that learns.
 */
final class InputLists implements AutoCloseable {

  /** Threads of a block of the kernels that list. */
  static final int THREADS = 256;

  /** Warps of such a block. */
  static final int WARPS = THREADS / 32;

  /** Bytes in which the warps of such a block count how many inputs fire in each time step. */
  static final int SHARED = WARPS * 128 * Integer.BYTES;

  private static final int BLOCKS_EACH = 16;

  /** The most bytes for the lists of a launch, unless a single image needs more. */
  private static final long MOST_BYTES = 256L << 20;

  private final Device device;
  private final long entries;
  private final long ends;
  private final Resources held = new Resources();
  private final Scratch listed;
  private final Scratch ended;
  private int most;

  /**
   * Lists of any kind.
   *
   * @param entries entries that there is room for in the lists of an image
   * @param ends numbers beside them that tell where parts of lists end
   */
  InputLists(Device device, long entries, long ends) {
    this.device = device;
    this.entries = entries;
    this.ends = ends;
    this.listed = held.hold(new Scratch(device));
    this.ended = held.hold(new Scratch(device));
  }

  /** Lists of the taps of each window. */
  static InputLists ofWindows(Device device, Convolution layout, int steps) {
    long locations = layout.output().locations();
    return new InputLists(device, locations * layout.fan(), locations * steps);
  }

  /** The most images of a launch, by the memory that is left when this is first asked for. */
  int most() {
    if (most == 0) {
      long bytes = Math.min(MOST_BYTES, device.available() / 2);
      long each = (entries + ends) * Integer.BYTES;
      most = (int) Math.max(1, Math.min(bytes / each, Integer.MAX_VALUE));
    }
    return most;
  }

  /** Makes room for images, after all work that uses the lists. */
  void reserve(int images) {
    listed.atLeast(images * entries * Integer.BYTES);
    ended.atLeast(images * ends * Integer.BYTES);
  }

  /** The lists of the images that there is room for. */
  DeviceMemory entries() {
    return listed.atLeast(1);
  }

  /** The ends of the parts of these lists. */
  DeviceMemory ends() {
    return ended.atLeast(1);
  }

  /**
   * Lists the taps of windows.
   *
   * @param structure the layer, as kernels take it
   */
  void listWindows(
      Stream stream, int[] structure, Convolution layout, DeviceMemory seen, int images) {
    long windows = (long) images * layout.output().locations();
    long blocks = (long) BLOCKS_EACH * device.info().multiprocessors();
    device
        .kernel("fs_list_windows")
        .launch(
            stream,
            (int) Math.min(blocks, (windows + WARPS - 1) / WARPS),
            THREADS,
            SHARED,
            structure,
            seen,
            images,
            entries(),
            ends());
  }

  /** The blocks that list images, a warp one after the other, which each need memory. */
  int imageBlocks(int images) {
    return Math.min(2 * device.info().multiprocessors(), Parts.of(images, WARPS));
  }

  @Override
  public void close() {
    held.close();
  }
}
