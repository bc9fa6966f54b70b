package io.firstspike.engine.cuda.driver;

import com.sun.jna.Pointer;
import io.firstspike.engine.backend.BackendFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A GPU in use: its memory, streams and kernels. All devices that are opened for one GPU in this
 * process share the driver's primary context. Closing gives back the kernels; memory and streams
 * are closed by those that asked for them. Thread-safe, while each stream is used by one thread at
 * a time.
 */
@API(status = Status.INTERNAL)
public final class Device implements AutoCloseable {

  private static final int OUT_OF_MEMORY = 2;
  private static final int SHARED_PER_BLOCK = 97;
  private static final int NOT_FOUND = 500;
  private static final int CLOCK_RATE = 13;
  private static final int MEMORY_CLOCK_RATE = 36;
  private static final int MEMORY_BUS_WIDTH = 37;
  private static final double KILOHERTZ = 1e3;

  private final DeviceInfo info;
  private final int handle;
  private final long context;
  private final long module;
  private final int sharedBytes;
  private final long limit;
  private final Map<String, Kernel> kernels = new HashMap<>();
  private long allocated;
  private boolean closed;

  private Device(DeviceInfo info, int handle, long limit) {
    this.info = info;
    this.handle = handle;
    this.limit = limit;
    long[] retained = new long[1];
    Driver.check("cuDevicePrimaryCtxRetain", CudaApi.cuDevicePrimaryCtxRetain(retained, handle));
    this.context = retained[0];
    long[] loaded = new long[1];
    try {
      this.sharedBytes = Driver.attribute(SHARED_PER_BLOCK, handle);
      enter();
      Driver.check("cuModuleLoadData", CudaApi.cuModuleLoadData(loaded, KernelImage.bytes(info)));
    } catch (RuntimeException e) {
      CudaApi.cuDevicePrimaryCtxRelease_v2(handle);
      throw e;
    }
    this.module = loaded[0];
  }

  /**
   * Opens a device.
   *
   * @param ordinal its number among {@link Driver#devices}
   * @param limit the most bytes of its memory that may be allocated through this object
   * @throws BackendFailure if there is no such device, or it cannot be used
   */
  public static Device open(int ordinal, long limit) {
    List<DeviceInfo> devices = Driver.devices();
    if (ordinal < 0 || ordinal >= devices.size()) {
      throw new BackendFailure(
          "there is no CUDA device " + ordinal + ": this machine has " + devices.size());
    }
    int[] handle = new int[1];
    Driver.check("cuDeviceGet", CudaApi.cuDeviceGet(handle, ordinal));
    return new Device(devices.get(ordinal), handle[0], limit);
  }

  /** The description of the device. */
  public DeviceInfo info() {
    return info;
  }

  /** The most bytes of shared memory that a block may ask for. */
  public int sharedBytes() {
    return sharedBytes;
  }

  /** The highest clock of its multiprocessors in Hz; 0 if it tells none. */
  public double clockHertz() {
    return Driver.attribute(CLOCK_RATE, handle) * KILOHERTZ;
  }

  /** The highest clock of its memory in Hz; 0 if it tells none. */
  public double memoryHertz() {
    return Driver.attribute(MEMORY_CLOCK_RATE, handle) * KILOHERTZ;
  }

  /** The bits that its memory gives or takes at a time. */
  public int memoryBusBits() {
    return Driver.attribute(MEMORY_BUS_WIDTH, handle);
  }

  /** The bytes that are allocated through this object now. */
  public synchronized long allocated() {
    return allocated;
  }

  /** The bytes that can still be allocated: what the limit and the device's free memory leave. */
  public long available() {
    enter();
    long[] free = new long[1];
    Driver.check("cuMemGetInfo", CudaApi.cuMemGetInfo_v2(free, new long[1]));
    return Math.min(limit - allocated(), free[0]);
  }

  /**
   * Allocates memory on the device; its content is undefined.
   *
   * @param bytes at least 1
   * @throws BackendFailure if the limit or the device does not leave as much
   */
  public synchronized DeviceMemory allocate(long bytes) {
    enter();
    if (bytes > limit - allocated) {
      throw full(bytes, "the limit of " + megabytes(limit) + " leaves no more");
    }
    long[] address = new long[1];
    int result = CudaApi.cuMemAlloc_v2(address, bytes);
    if (result == OUT_OF_MEMORY) {
      throw full(bytes, "its memory is full, perhaps by other programs");
    }
    Driver.check("cuMemAlloc", result);
    allocated += bytes;
    return new DeviceMemory(this, address[0], bytes);
  }

  private BackendFailure full(long bytes, String why) {
    return BackendFailure.full(
        String.format(
            Locale.ROOT,
            "%s cannot give %s more, beside the %s in use: %s; take smaller batches or fewer models",
            info.name(),
            megabytes(bytes),
            megabytes(allocated),
            why));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  synchronized void free(long address, long bytes) {
    enterToClose();
    allocated -= bytes;
    // A lost device has lost its memory, too: there is nothing left to give back.
    CudaApi.cuMemFree_v2(address);
  }

  /**
   * Allocates page-locked memory of the host, from and to which copies run beside other work.
   *
   * @param bytes at least 1
   * @throws BackendFailure if the host does not have as much
   */
  public PinnedMemory pin(long bytes) {
    enter();
    long[] address = new long[1];
    Driver.check("cuMemHostAlloc", CudaApi.cuMemHostAlloc(address, bytes, 0));
    return new PinnedMemory(this, new Pointer(address[0]), bytes);
  }

  /** Creates a stream, whose work is done in order and beside that of other streams. */
  public Stream stream() {
    enter();
    return new Stream(this);
  }

  /**
   * The kernel of this name.
   *
   * @throws BackendFailure if there is none
   */
  public synchronized Kernel kernel(String name) {
    return kernels.computeIfAbsent(name, this::find);
  }

  private Kernel find(String name) {
    enter();
    long[] function = new long[1];
    int result = CudaApi.cuModuleGetFunction(function, module, name);
    if (result == NOT_FOUND) {
      throw new BackendFailure("there is no kernel " + name + " in the program's kernels");
    }
    Driver.check("cuModuleGetFunction", result);
    return new Kernel(this, name, function[0]);
  }

  /** Whether its context still works: after a failure of a kernel, for instance, none does. */
  public boolean usable() {
    return CudaApi.cuCtxSetCurrent(context) == 0
        && CudaApi.cuMemGetInfo_v2(new long[1], new long[1]) == 0;
  }

  /** Makes the calling thread work on this device. */
  void enter() {
    Driver.check("cuCtxSetCurrent", CudaApi.cuCtxSetCurrent(context));
  }

  /**
   * Makes the calling thread work on this device, if it still can: a device that has failed fails
   * whatever it is asked, and what it held is gone with its context.
   */
  void enterToClose() {
    CudaApi.cuCtxSetCurrent(context);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      enterToClose();
      CudaApi.cuModuleUnload(module);
      CudaApi.cuDevicePrimaryCtxRelease_v2(handle);
    }
  }
}
