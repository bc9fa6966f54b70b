package io.firstspike.engine.cuda;

import io.firstspike.engine.cuda.driver.Device;
import java.util.HashMap;
import java.util.Map;

/**
 * The devices that this process has open. All who use a device with the same limit share one
 * object, so that kernels are loaded once and the limit holds for all of them together; it is
 * closed when the last one gives it back.
 */
final class SharedDevices {

  /** The only state that all users of a process share, as the driver's own context is shared. */
  private static final SharedDevices OPEN = new SharedDevices();

  private record Key(int ordinal, long limit) {}

  private static final class Entry {
    private final Device device;
    private int users;

    Entry(Device device) {
      this.device = device;
    }

    /** Ends one use; closes the device after the last one, and tells whether it was that. */
    boolean leave() {
      users--;
      if (users == 0) {
        device.close();
      }
      return users == 0;
    }
  }

  private final Map<Key, Entry> entries = new HashMap<>();

  private SharedDevices() {}

  /**
   * The device, opened if nobody uses it yet; {@link #giveBack} must be called once for each call.
   *
   * @throws io.firstspike.engine.backend.BackendFailure if it cannot be opened
   */
  static Device borrow(int ordinal, long limit) {
    synchronized (OPEN) {
      Entry entry =
          OPEN.entries.computeIfAbsent(
              new Key(ordinal, limit), key -> new Entry(Device.open(ordinal, limit)));
      entry.users++;
      return entry.device;
    }
  }

  /** Gives back a device that was borrowed. */
  static void giveBack(Device device) {
    synchronized (OPEN) {
      OPEN.entries.values().removeIf(entry -> entry.device == device && entry.leave());
    }
  }
}
