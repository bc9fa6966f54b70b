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

  /** Its content, in the machine's order of bytes; not to be used after {@link #close}. */
  public ByteBuffer buffer() {
    return address.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  /** Copies all of {@code values} to byte {@code at} and the following ones. */
  public void write(long at, byte[] values) {
    address.write(at, values, 0, values.length);
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
