package io.firstspike.engine.cuda.driver;

import com.sun.jna.Pointer;
import io.firstspike.engine.backend.BackendFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** The NVIDIA driver of this machine: what devices there are, and what its result codes mean. */
@API(status = Status.INTERNAL)
public final class Driver {

  private static final int NO_DEVICE = 100;
  private static final int NAME_LENGTH = 256;
  private static final int MULTIPROCESSORS = 16;
  private static final int MAJOR = 75;
  private static final int MINOR = 76;

  private Driver() {}

  /**
   * The devices of this machine, in the driver's order; none if the driver sees none.
   *
   * @throws BackendFailure if there is no driver, or it cannot be used; the message says why
   */
  public static List<DeviceInfo> devices() {
    initialise();
    int[] count = new int[1];
    int result = CudaApi.cuDeviceGetCount(count);
    if (result == NO_DEVICE) {
      return List.of();
    }
    check("cuDeviceGetCount", result);
    List<DeviceInfo> devices = new ArrayList<>();
    for (int ordinal = 0; ordinal < count[0]; ordinal++) {
      devices.add(describe(ordinal));
    }
    return List.copyOf(devices);
  }

  /**
   * The version of CUDA that the driver implements, {@code 13.0} for instance.
   *
   * @throws BackendFailure if there is no driver
   */
  public static String version() {
    initialise();
    int[] version = new int[1];
    check("cuDriverGetVersion", CudaApi.cuDriverGetVersion(version));
    return String.format(Locale.ROOT, "%d.%d", version[0] / 1000, version[0] % 1000 / 10);
  }

  private static DeviceInfo describe(int ordinal) {
    int[] device = new int[1];
    check("cuDeviceGet", CudaApi.cuDeviceGet(device, ordinal));
    byte[] name = new byte[NAME_LENGTH];
    check("cuDeviceGetName", CudaApi.cuDeviceGetName(name, name.length, device[0]));
    long[] bytes = new long[1];
    check("cuDeviceTotalMem", CudaApi.cuDeviceTotalMem_v2(bytes, device[0]));
    return new DeviceInfo(
        ordinal,
        text(name),
        bytes[0],
        attribute(MAJOR, device[0]),
        attribute(MINOR, device[0]),
        attribute(MULTIPROCESSORS, device[0]));
  }

  private static String text(byte[] zeroTerminated) {
    int length = 0;
    while (length < zeroTerminated.length && zeroTerminated[length] != 0) {
      length++;
    }
    return new String(zeroTerminated, 0, length, StandardCharsets.UTF_8);
  }

  static int attribute(int attribute, int device) {
    int[] value = new int[1];
    check("cuDeviceGetAttribute", CudaApi.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  static void initialise() {
    try {
      int result = CudaApi.cuInit(0);
      if (result != NO_DEVICE) {
        check("cuInit", result);
      }
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new BackendFailure(
          "there is no NVIDIA driver on this machine: "
              + System.getProperty(CudaApi.LIBRARY_PROPERTY, CudaApi.LIBRARY)
              + " cannot be loaded; install the driver, or run where there is one",
          e);
    }
  }

  /**
   * Checks what a function of the driver returned.
   *
   * @throws BackendFailure that names the function and the error, if it failed
   */
  static void check(String function, int result) {
    if (result != 0) {
      throw new BackendFailure(
          "the NVIDIA driver's " + function + " failed: " + describeResult(result));
    }
  }

  static String describeResult(int result) {
    long[] name = new long[1];
    long[] text = new long[1];
    if (CudaApi.cuGetErrorName(result, name) != 0 || CudaApi.cuGetErrorString(result, text) != 0) {
      return "error " + result;
    }
    return string(text[0]) + " (" + string(name[0]) + ", " + result + ")";
  }

  private static String string(long address) {
    return new Pointer(address).getString(0);
  }
}
