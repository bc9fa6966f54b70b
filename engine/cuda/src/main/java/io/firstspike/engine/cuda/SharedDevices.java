package io.firstspike.engine.cuda;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.cuda.driver.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The devices that this process has open. All who use a device with the same limit share one
 * object, so that kernels are loaded once and the limit holds for all of them together. It is
 * closed when the last one gives it back; while somebody holds it, only if it has failed, since a
 * context takes long to create.
 */
final class SharedDevices {

  /** The only state that all users of a process share, as the driver's own context is shared. */
  private static final SharedDevices OPEN = new SharedDevices();

  private record Key(int ordinal, long limit) {}

  /** A device, once it is opened, and how many use it and hold it. */
  private static final class Entry {
    private Device device;
    private int users;
    private int holds;

    Device borrow(Key key) {
      if (device == null) {
        device = Device.open(key.ordinal, key.limit);
      }
      users++;
      return device;
    }

    /** Closes the device if it is not needed any more, and tells whether nobody needs this. */
    boolean settle() {
      if (device != null && users == 0 && (holds == 0 || !device.usable())) {
        device.close();
        device = null;
      }
      return users == 0 && holds == 0;
    }
  }

  private final Map<Key, Entry> entries = new HashMap<>();

  private SharedDevices() {}

  /**
   * The device, opened if it is not open; {@link #giveBack} must be called once for each call.
   *
   * @throws io.firstspike.engine.backend.BackendFailure if it cannot be opened
   */
  static Device borrow(int ordinal, long limit) {
    synchronized (OPEN) {
      Key key = new Key(ordinal, limit);
      // One that is held and has failed since is opened anew.
      OPEN.entries.values().removeIf(Entry::settle);
      try {
        return OPEN.entries.computeIfAbsent(key, one -> new Entry()).borrow(key);
      } finally {
        OPEN.entries.values().removeIf(Entry::settle);
      }
    }
  }

  /** Gives back a device that was borrowed. */
  static void giveBack(Device device) {
    synchronized (OPEN) {
      for (Entry entry : OPEN.entries.values()) {
        entry.users -= entry.device == device ? 1 : 0;
      }
      OPEN.entries.values().removeIf(Entry::settle);
    }
  }

  /** Keeps a device open, once it is opened, until the result is closed. */
  static Backend.Hold hold(int ordinal, long limit) {
    synchronized (OPEN) {
      Entry entry = OPEN.entries.computeIfAbsent(new Key(ordinal, limit), key -> new Entry());
      entry.holds++;
      AtomicBoolean closed = new AtomicBoolean();
      return () -> {
        if (closed.compareAndSet(false, true)) {
          release(entry);
        }
      };
    }
  }

  private static void release(Entry entry) {
    synchronized (OPEN) {
      entry.holds--;
      OPEN.entries.values().removeIf(Entry::settle);
    }
  }
}
