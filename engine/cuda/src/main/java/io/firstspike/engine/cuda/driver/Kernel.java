package io.firstspike.engine.cuda.driver;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.firstspike.engine.backend.BackendFailure;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A function that runs on the device, on a grid of blocks of threads. Thread-safe.
 *
 * <p>Arguments of a launch are {@link DeviceMemory} (its address) or {@code null} (no memory),
 * {@link Integer}, {@link Long}, {@link Float}, {@link Double} and {@code int[]} (a structure of
 * ints), as the kernel's declaration says.
 */
@API(status = Status.INTERNAL)
public final class Kernel {

  private static final int MAX_DYNAMIC_SHARED = 8;
  private static final int SHARED_WITHOUT_ASKING = 48 << 10;
  private static final int SLOT = 8;

  private final Device device;
  private final String name;
  private final long handle;
  private int allowedShared = SHARED_WITHOUT_ASKING;

  Kernel(Device device, String name, long handle) {
    this.device = device;
    this.name = name;
    this.handle = handle;
  }

  /**
   * Gives a stream the task to run this kernel.
   *
   * @param blocks number of blocks; 0: nothing is done
   * @param threads threads of a block, 1 to 1024
   * @param sharedBytes bytes of shared memory of a block
   */
  public void launch(Stream stream, int blocks, int threads, int sharedBytes, Object... arguments) {
    launchGrid(stream, blocks, 1, threads, sharedBytes, arguments);
  }

  /**
   * Gives a stream the task to run this kernel on a grid of two dimensions.
   *
   * @param columns number of blocks in x; 0: nothing is done
   * @param rows number of blocks in y, at most 65,535; 0: nothing is done
   * @param threads threads of a block, 1 to 1024
   * @param sharedBytes bytes of shared memory of a block
   */
  public void launchGrid(
      Stream stream, int columns, int rows, int threads, int sharedBytes, Object... arguments) {
    if (columns == 0 || rows == 0) {
      return;
    }
    device.enter();
    allowShared(sharedBytes);
    try (Arguments list = new Arguments(arguments)) {
      stream.launch(
          name,
          () ->
              check(
                  CudaApi.cuLaunchKernel(
                      handle,
                      columns,
                      rows,
                      1,
                      threads,
                      1,
                      1,
                      sharedBytes,
                      stream.handle(),
                      list.pointers,
                      null)));
    }
  }

  /**
   * Gives a stream the task to run this kernel with all blocks at the same time, so that they can
   * wait for each other.
   *
   * @param blocks number of blocks, at most {@link #together}
   */
  public void launchTogether(
      Stream stream, int blocks, int threads, int sharedBytes, Object... arguments) {
    device.enter();
    allowShared(sharedBytes);
    try (Arguments list = new Arguments(arguments)) {
      stream.launch(
          name,
          () ->
              check(
                  CudaApi.cuLaunchCooperativeKernel(
                      handle,
                      blocks,
                      1,
                      1,
                      threads,
                      1,
                      1,
                      sharedBytes,
                      stream.handle(),
                      list.pointers)));
    }
  }

  /** The most blocks that the device can run at the same time. */
  public int together(int threads, int sharedBytes) {
    device.enter();
    allowShared(sharedBytes);
    int[] blocks = new int[1];
    Driver.check(
        "cuOccupancyMaxActiveBlocksPerMultiprocessor",
        CudaApi.cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, handle, threads, sharedBytes));
    return blocks[0] * device.info().multiprocessors();
  }

  private synchronized void allowShared(int sharedBytes) {
    if (sharedBytes > allowedShared) {
      Driver.check(
          "cuFuncSetAttribute",
          CudaApi.cuFuncSetAttribute(handle, MAX_DYNAMIC_SHARED, sharedBytes));
      allowedShared = sharedBytes;
    }
  }

  private void check(int result) {
    if (result != 0) {
      throw new BackendFailure(
          "kernel " + name + " cannot be run: " + Driver.describeResult(result));
    }
  }

  /** The arguments of one launch in the memory of the host, with a pointer to each. */
  private static final class Arguments implements AutoCloseable {

    private final Memory pointers;
    private final Memory values;

    Arguments(Object... arguments) {
      long bytes = SLOT;
      for (Object argument : arguments) {
        bytes += slots(argument);
      }
      this.values = new Memory(bytes);
      this.pointers = new Memory((long) Math.max(1, arguments.length) * Native.POINTER_SIZE);
      long at = 0;
      for (int i = 0; i < arguments.length; i++) {
        write(at, arguments[i]);
        pointers.setPointer((long) i * Native.POINTER_SIZE, values.share(at));
        at += slots(arguments[i]);
      }
    }

    /** The bytes that an argument takes, in whole slots. */
    private static long slots(Object argument) {
      return argument instanceof int[] structure
          ? ((long) structure.length * Integer.BYTES + SLOT - 1) / SLOT * SLOT
          : SLOT;
    }

    private void write(long at, Object argument) {
      if (argument == null) {
        values.setLong(at, 0);
      } else if (argument instanceof DeviceMemory memory) {
        values.setLong(at, memory.address());
      } else if (argument instanceof Integer number) {
        values.setInt(at, number);
      } else if (argument instanceof Long number) {
        values.setLong(at, number);
      } else if (argument instanceof Float number) {
        values.setFloat(at, number);
      } else if (argument instanceof Double number) {
        values.setDouble(at, number);
      } else if (argument instanceof int[] structure) {
        values.write(at, structure, 0, structure.length);
      } else {
        throw new IllegalArgumentException("a kernel cannot take a " + argument.getClass());
      }
    }

    @Override
    public void close() {
      pointers.close();
      values.close();
    }
  }
}
