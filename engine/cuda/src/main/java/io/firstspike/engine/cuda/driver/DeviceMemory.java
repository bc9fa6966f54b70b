package io.firstspike.engine.cuda.driver;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Memory of a device, or a part of it. Copies to and from arrays wait until they are done, and for
 * nothing else: work that streams have not finished must be waited for first.
 */
@API(status = Status.INTERNAL)
public final class DeviceMemory implements AutoCloseable {

  /** The stream of copies to and from arrays. */
  private static final long DRIVERS_OWN_STREAM = 0;

  private final Device device;
  private final long address;
  private final long bytes;
  private boolean whole;

  DeviceMemory(Device device, long address, long bytes) {
    this(device, address, bytes, true);
  }

  private DeviceMemory(Device device, long address, long bytes, boolean whole) {
    this.device = device;
    this.address = address;
    this.bytes = bytes;
    this.whole = whole;
  }

  /** Where it lies on the device. */
  public long address() {
    return address;
  }

  /** Its size in bytes. */
  public long bytes() {
    return bytes;
  }

  /**
   * A part of this memory, which closing does not give back.
   *
   * @param from its first byte
   * @param length its size in bytes
   */
  public DeviceMemory part(long from, long length) {
    requireFits(from, length);
    return new DeviceMemory(device, address + from, length, false);
  }

  private void requireFits(long from, long length) {
    if (from < 0 || length < 0 || from > bytes - length) {
      throw new IndexOutOfBoundsException(
          "bytes " + from + " to " + (from + length) + " of " + bytes + " on the device");
    }
  }

  /** Copies {@code values} to the beginning of this memory. */
  public void write(byte[] values) {
    requireFits(0, values.length);
    device.enter();
    finish(CudaApi.cuMemcpyHtoD_v2(address, values, values.length));
  }

  /** Copies {@code values} to the beginning of this memory. */
  public void write(int[] values) {
    long length = (long) values.length * Integer.BYTES;
    requireFits(0, length);
    device.enter();
    finish(CudaApi.cuMemcpyHtoD_v2(address, values, length));
  }

  /** Copies {@code values} to the beginning of this memory. */
  public void write(float[] values) {
    long length = (long) values.length * Float.BYTES;
    requireFits(0, length);
    device.enter();
    finish(CudaApi.cuMemcpyHtoD_v2(address, values, length));
  }

  /** Copies {@code values} to the beginning of this memory. */
  public void write(double[] values) {
    long length = (long) values.length * Double.BYTES;
    requireFits(0, length);
    device.enter();
    finish(CudaApi.cuMemcpyHtoD_v2(address, values, length));
  }

  /**
   * Waits until a copy to the device has arrived there. The driver's own function returns when it
   * has read an array, which may be sooner, and streams of ours do not wait for its stream.
   */
  private static void finish(int result) {
    Driver.check("cuMemcpyHtoD", result);
    Driver.check("cuStreamSynchronize", CudaApi.cuStreamSynchronize(DRIVERS_OWN_STREAM));
  }

  /** Fills {@code values} from the beginning of this memory. */
  public void read(byte[] values) {
    requireFits(0, values.length);
    device.enter();
    Driver.check("cuMemcpyDtoH", CudaApi.cuMemcpyDtoH_v2(values, address, values.length));
  }

  /** Fills {@code values} from the beginning of this memory. */
  public void read(int[] values) {
    long length = (long) values.length * Integer.BYTES;
    requireFits(0, length);
    device.enter();
    Driver.check("cuMemcpyDtoH", CudaApi.cuMemcpyDtoH_v2(values, address, length));
  }

  /** Fills {@code values} from the beginning of this memory. */
  public void read(float[] values) {
    long length = (long) values.length * Float.BYTES;
    requireFits(0, length);
    device.enter();
    Driver.check("cuMemcpyDtoH", CudaApi.cuMemcpyDtoH_v2(values, address, length));
  }

  /** Fills {@code values} from the beginning of this memory. */
  public void read(double[] values) {
    long length = (long) values.length * Double.BYTES;
    requireFits(0, length);
    device.enter();
    Driver.check("cuMemcpyDtoH", CudaApi.cuMemcpyDtoH_v2(values, address, length));
  }

  /** Gives the memory back. Nothing that runs on the device may use it any more. */
  @Override
  public void close() {
    if (whole) {
      whole = false;
      device.free(address, bytes);
    }
  }
}
