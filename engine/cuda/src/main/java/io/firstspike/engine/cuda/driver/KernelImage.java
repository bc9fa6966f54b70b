package io.firstspike.engine.cuda.driver;

import io.firstspike.engine.backend.BackendFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The compiled kernels that come with the program: machine code for some processors, and for all
 * others PTX, which the driver compiles when it is loaded.
 */
final class KernelImage {

  /** The oldest compute capability that can run the kernels. */
  private static final int OLDEST = 8;

  private KernelImage() {}

  /**
   * The image for a device, as the driver loads it.
   *
   * @throws BackendFailure if the device is too old
   */
  static byte[] bytes(DeviceInfo device) {
    if (device.major() < OLDEST) {
      throw new BackendFailure(
          device.name()
              + " has compute capability "
              + device.major()
              + "."
              + device.minor()
              + "; "
              + OLDEST
              + ".0 or higher is needed");
    }
    byte[] machineCode = read("kernels.sm_" + device.major() + device.minor() + ".cubin");
    byte[] image = machineCode == null ? read("kernels.ptx") : machineCode;
    if (image == null) {
      throw new BackendFailure("the compiled kernels are missing from the program");
    }
    // PTX is text, which ends with a zero.
    return Arrays.copyOf(image, image.length + 1);
  }

  private static byte[] read(String name) {
    try (InputStream in =
        KernelImage.class.getResourceAsStream("/io/firstspike/engine/cuda/" + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
