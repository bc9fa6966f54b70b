package io.firstspike.engine.cuda.driver;

import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Queue of work for a device: copies and kernels that are done one after the other, beside what
 * other streams do. Not thread-safe.
 */
@API(status = Status.INTERNAL)
public final class Stream implements AutoCloseable {

  private static final int NON_BLOCKING = 1;
  private static final int CAPTURE_OF_THIS_THREAD = 1;

  private final Device device;
  private final long handle;
  private LaunchTimes times;
  private boolean closed;

  Stream(Device device) {
    this.device = device;
    long[] created = new long[1];
    Driver.check("cuStreamCreate", CudaApi.cuStreamCreate(created, NON_BLOCKING));
    this.handle = created[0];
  }

  long handle() {
    return handle;
  }

  /** Copies the first {@code bytes} bytes of {@code from} to the beginning of {@code to}. */
  public void copy(PinnedMemory from, DeviceMemory to, long bytes) {
    requireFits(bytes, from.bytes(), to.bytes());
    device.enter();
    Driver.check(
        "cuMemcpyHtoDAsync",
        CudaApi.cuMemcpyHtoDAsync_v2(to.address(), from.address(), bytes, handle));
  }

  /** Copies the first {@code bytes} bytes of {@code from} to the beginning of {@code to}. */
  public void copy(DeviceMemory from, PinnedMemory to, long bytes) {
    requireFits(bytes, from.bytes(), to.bytes());
    device.enter();
    Driver.check(
        "cuMemcpyDtoHAsync",
        CudaApi.cuMemcpyDtoHAsync_v2(to.address(), from.address(), bytes, handle));
  }

  /** Copies the first {@code bytes} bytes of {@code from} to the beginning of {@code to}. */
  public void copy(DeviceMemory from, DeviceMemory to, long bytes) {
    requireFits(bytes, from.bytes(), to.bytes());
    device.enter();
    Driver.check(
        "cuMemcpyDtoDAsync",
        CudaApi.cuMemcpyDtoDAsync_v2(to.address(), from.address(), bytes, handle));
  }

  private static void requireFits(long bytes, long from, long to) {
    if (bytes < 0 || bytes > from || bytes > to) {
      throw new IndexOutOfBoundsException(
          bytes + " bytes from a memory of " + from + " to one of " + to);
    }
  }

  /** Sets all bytes of {@code memory} to {@code value}. */
  public void fill(DeviceMemory memory, byte value) {
    device.enter();
    Driver.check(
        "cuMemsetD8Async",
        CudaApi.cuMemsetD8Async(memory.address(), value, memory.bytes(), handle));
  }

  /**
   * Waits until all work so far is done.
   *
   * @throws io.firstspike.engine.backend.BackendFailure if some of it failed
   */
  public void await() {
    device.enter();
    Driver.check("cuStreamSynchronize", CudaApi.cuStreamSynchronize(handle));
  }

  /**
   * Waits until nothing of the work so far runs any more, whether it is done or has failed: before
   * memory that it uses is given back.
   */
  public void settle() {
    device.enterToClose();
    CudaApi.cuStreamSynchronize(handle);
  }

  /**
   * Records the work that {@code work} gives to this stream, without doing it, so that it can be
   * done as a whole, as often as needed, with little effort for the host.
   */
  public Recording record(Runnable work) {
    device.enter();
    Driver.check(
        "cuStreamBeginCapture", CudaApi.cuStreamBeginCapture_v2(handle, CAPTURE_OF_THIS_THREAD));
    long[] graph = new long[1];
    int ended;
    try {
      work.run();
    } finally {
      ended = CudaApi.cuStreamEndCapture(handle, graph);
    }
    Driver.check("cuStreamEndCapture", ended);
    return new Recording(device, graph[0]);
  }

  /**
   * Does {@code work}, which gives this stream launches, and measures how long the device takes for
   * them.
   *
   * @return the seconds that each kernel has taken, in the order of their first launches
   */
  public Map<String, Double> timed(Runnable work) {
    device.enter();
    try (LaunchTimes measured = new LaunchTimes(handle)) {
      times = measured;
      work.run();
      return measured.seconds();
    } finally {
      times = null;
    }
  }

  /** Does a launch of a kernel, in time measurements, too. */
  void launch(String kernel, Runnable launch) {
    if (times == null) {
      launch.run();
    } else {
      times.during(kernel, launch);
    }
  }

  /** Does recorded work. */
  public void play(Recording recording) {
    device.enter();
    Driver.check("cuGraphLaunch", CudaApi.cuGraphLaunch(recording.handle(), handle));
  }

  /** Ends the stream, after the work that it has begun. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      settle();
      CudaApi.cuStreamDestroy_v2(handle);
    }
  }
}
