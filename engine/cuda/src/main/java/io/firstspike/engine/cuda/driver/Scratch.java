package io.firstspike.engine.cuda.driver;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Memory of a device that grows with what it is needed for. */
@API(status = Status.INTERNAL)
public final class Scratch implements AutoCloseable {

  private final Device device;
  private DeviceMemory memory;

  /** No memory yet. */
  public Scratch(Device device) {
    this.device = device;
  }

  /**
   * At least {@code bytes} bytes, whose content is undefined. Work that uses what was given out
   * before must have finished.
   */
  public DeviceMemory atLeast(long bytes) {
    if (memory == null || memory.bytes() < bytes) {
      close();
      memory = device.allocate(Math.max(1, bytes));
    }
    return memory;
  }

  /** Memory that begins with {@code values}; see {@link #atLeast}. */
  public DeviceMemory of(int[] values) {
    DeviceMemory room = atLeast((long) values.length * Integer.BYTES);
    room.write(values);
    return room;
  }

  /** Memory that begins with {@code values}; see {@link #atLeast}. */
  public DeviceMemory of(byte[] values) {
    DeviceMemory room = atLeast(values.length);
    room.write(values);
    return room;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
