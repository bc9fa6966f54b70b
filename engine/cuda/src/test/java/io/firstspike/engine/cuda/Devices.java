package io.firstspike.engine.cuda;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.testkit.Shim;

/** The device that tests of this module share. */
public final class Devices {

  private Devices() {}

  /** The shim's device. */
  public static Device shim() {
    Shim.install();
    return Device.open(0, Long.MAX_VALUE);
  }
}
