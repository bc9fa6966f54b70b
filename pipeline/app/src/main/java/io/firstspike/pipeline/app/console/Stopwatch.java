package io.firstspike.pipeline.app.console;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Time since it was made, by the clock and of all processors together. Not thread-safe. */
public final class Stopwatch {

  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private long begun = System.nanoTime();
  private long cpuBegun = CPU.getProcessCpuTime();

  /** Does {@code work}, which does not count. */
  public <T> T without(Supplier<T> work) {
    Stopwatch aside = new Stopwatch();
    T result = work.get();
    begun += System.nanoTime() - aside.begun;
    cpuBegun += CPU.getProcessCpuTime() - aside.cpuBegun;
    return result;
  }

  /** By the clock. */
  public double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** Of all processors together. */
  public double cpuSeconds() {
    return (CPU.getProcessCpuTime() - cpuBegun) / 1e9;
  }
}
