package io.firstspike.engine.cuda.driver;

import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Description of a GPU.
 *
 * @param ordinal its number among the driver's devices, from 0
 * @param name the maker's name
 * @param memory bytes of memory
 * @param major compute capability, the number before the point
 * @param minor compute capability, the number after the point
 * @param multiprocessors number of streaming multiprocessors
 */
@API(status = Status.INTERNAL)
public record DeviceInfo(
    int ordinal, String name, long memory, int major, int minor, int multiprocessors) {

  /** Name, memory, multiprocessors and compute capability as text, for messages. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %.1f GiB, %d multiprocessors, compute capability %d.%d",
        name,
        memory / (double) (1 << 30),
        multiprocessors,
        major,
        minor);
  }
}
