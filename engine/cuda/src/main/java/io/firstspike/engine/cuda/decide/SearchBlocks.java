package io.firstspike.engine.cuda.decide;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.form.LayerStructure;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Window;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The blocks of a kernel of {@code search.cuh} or {@code decide.cuh}: their threads, which are
 * maps, and their working memory, the structure {@code FsBlock}. The list of taps of a window lies
 * in shared memory, or, where it is too long, in memory of the device.
 */
@API(status = Status.INTERNAL)
public final class SearchBlocks implements AutoCloseable {

  private static final int LANES = 32;
  private static final int MOST_THREADS = 1024;

  /** Keys, and the ends of time steps. */
  private static final int FIXED_BYTES = 16 + 128 * Integer.BYTES;

  /** Bytes of a winner: neuron, time step, potential. */
  private static final int WINNER_BYTES = 12;

  private final int threads;
  private final int sharedBytes;
  private final int blocks;
  private final DeviceMemory far;

  /**
   * Sizes the blocks.
   *
   * @param kernel name of the kernel, whose blocks run at the same time
   * @param winners the most winners of an image
   * @param moreBytes bytes of shared memory that the kernel needs besides
   * @param most the most blocks that have work
   */
  public SearchBlocks(
      Device device, String kernel, Convolution layout, int winners, int moreBytes, int most) {
    int maps = layout.output().maps();
    this.threads = threads(maps);
    long least = bytes(maps, winners) + moreBytes;
    long list = (long) layout.fan() * Integer.BYTES;
    boolean near = least + list <= device.sharedBytes();
    this.sharedBytes = Math.toIntExact(near ? least + list : least);
    this.blocks = Math.max(1, Math.min(most, device.kernel(kernel).together(threads, sharedBytes)));
    this.far = near ? null : device.allocate(blocks * list);
  }

  /** The threads of a block for a number of maps. */
  public static int threads(int maps) {
    return Math.min(MOST_THREADS, (maps + LANES - 1) / LANES * LANES);
  }

  /**
   * The bytes of a block's working memory, without a list.
   *
   * @param winners the most winners of an image
   */
  public static long bytes(int maps, int winners) {
    return FIXED_BYTES + (long) maps * Float.BYTES + (long) winners * WINNER_BYTES;
  }

  /** The structure of a layer as kernels take it, without pooling. */
  public static int[] structure(Convolution layout, int stride, int steps) {
    return new LayerStructure(layout, 1, new Pooling(Window.square(1, 1, 0)), stride, steps).ints();
  }

  /** The number of threads of a block. */
  public int threads() {
    return threads;
  }

  /** The bytes of shared memory of a block. */
  public int sharedBytes() {
    return sharedBytes;
  }

  /** The number of blocks. */
  public int blocks() {
    return blocks;
  }

  /** Memory for the lists of all blocks; null if they lie in shared memory. */
  public DeviceMemory far() {
    return far;
  }

  @Override
  public void close() {
    if (far != null) {
      far.close();
    }
  }
}
