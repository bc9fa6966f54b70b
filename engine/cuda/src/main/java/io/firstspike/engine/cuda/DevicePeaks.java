package io.firstspike.engine.cuda;

import io.firstspike.engine.cuda.driver.Device;
import java.util.Optional;

/**
 * The most that a device can do in a second, from its attributes.
 *
 * @param bitOperations ANDs and additions in products of bit matrices; 0 if it is not known
 * @param operations instructions of single threads
 * @param bytes bytes from and to its memory
 */
record DevicePeaks(double bitOperations, double operations, double bytes) {

  /** Threads whose instructions a multiprocessor issues in a cycle: four warps. */
  private static final int THREADS_PER_CYCLE = 128;

  /** Memory gives data at both edges of its clock. */
  private static final int EDGES = 2;

  /** The peaks of a device; empty if it tells no clocks, and so is no GPU. */
  static Optional<DevicePeaks> of(Device device) {
    double clock = device.clockHertz();
    double memory = device.memoryHertz();
    if (clock == 0 || memory == 0) {
      return Optional.empty();
    }
    double cycles = clock * device.info().multiprocessors();
    return Optional.of(
        new DevicePeaks(
            cycles * bitOperationsPerCycle(device.info().major(), device.info().minor()),
            cycles * THREADS_PER_CYCLE,
            memory * EDGES * device.memoryBusBits() / Byte.SIZE));
  }

  /**
   * Bit operations of a multiprocessor in a cycle: eight times its operations on bytes, as NVIDIA
   * states them for the A100 (4,992 and 624 TOPS). 0 for devices of whose bits nothing is known.
   */
  private static int bitOperationsPerCycle(int major, int minor) {
    int onBytes =
        switch (major) {
          // A100: 624 TOPS on 108 multiprocessors at 1.41 GHz; RTX A6000: 310 on 84 at 1.80 GHz.
          case 8 -> minor == 0 ? 4096 : 2048;
          // H100 SXM5: 1,979 TOPS on 132 at 1.83 GHz.
          case 9 -> 8192;
          default -> 0;
        };
    return Byte.SIZE * onBytes;
  }
}
