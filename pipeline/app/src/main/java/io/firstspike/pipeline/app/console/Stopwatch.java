package io.firstspike.pipeline.app.console;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * Measures time since it was made, by the clock and of all processors together. Not thread-safe.
 */
public final class Stopwatch {

  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private long begun = System.nanoTime();
  private long cpuBegun = CPU.getProcessCpuTime();

  /** Runs {@code work}, whose time does not count. */
  public <T> T without(Supplier<T> work) {
    Stopwatch aside = new Stopwatch();
    T result = work.get();
    begun += System.nanoTime() - aside.begun;
    cpuBegun += CPU.getProcessCpuTime() - aside.cpuBegun;
    return result;
  }

  /** The time by the clock, in seconds. */
  public double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** The processor time of all processors together, in seconds. */
  public double cpuSeconds() {
    return (CPU.getProcessCpuTime() - cpuBegun) / 1e9;
  }
}
