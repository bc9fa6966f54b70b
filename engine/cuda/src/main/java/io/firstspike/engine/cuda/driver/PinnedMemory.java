package io.firstspike.engine.cuda.driver;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Page-locked memory of the host, which a device copies from and to while other work goes on. */
@API(status = Status.INTERNAL)
public final class PinnedMemory implements AutoCloseable {

  private final Device device;
  private final Pointer address;
  private final long bytes;
  private boolean closed;

  PinnedMemory(Device device, Pointer address, long bytes) {
    this.device = device;
    this.address = address;
    this.bytes = bytes;
  }

  /** Its size in bytes. */
  public long bytes() {
    return bytes;
  }

  long address() {
    return Pointer.nativeValue(address);
  }

  /**
   * The same memory as kernels reach it, across the bus at each access: the drivers of all devices
   * that the kernels are for give it one address on both sides. Closing the result does nothing.
   */
  public DeviceMemory onDevice() {
    return new DeviceMemory(device, address(), bytes).part(0, bytes);
  }

  /**
   * Some bytes of its content, in the machine's order of bytes; not to be used after {@link
   * #close}.
   *
   * @param from the first of them
   * @param length how many
   */
  public ByteBuffer buffer(long from, int length) {
    if (from < 0 || length < 0 || from > bytes - length) {
      throw new IndexOutOfBoundsException(
          "bytes " + from + " to " + (from + length) + " of " + bytes + " on the host");
    }
    return address.getByteBuffer(from, length).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.enterToClose();
      CudaApi.cuMemFreeHost(address());
    }
  }
}
