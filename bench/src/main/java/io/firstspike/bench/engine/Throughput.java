package io.firstspike.bench.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Rate at which one thread can repeat an operation, by its CPU time, and the bytes that each time
 * allocates.
 *
 * @param perSecond the median over several rounds
 * @param bytes allocated each time, in the round that allocated least: the compiler allocates, too
 */
record Throughput(double perSecond, double bytes) {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Does {@code step} {@code rounds} times {@code count} times; the first half of the rounds warms
   * up and does not count.
   *
   * @param step is given the number of the time, 0 to {@code rounds * count - 1}
   */
  static Throughput of(int rounds, int count, IntConsumer step) {
    double[] perSecond = new double[rounds];
    double[] bytes = new double[rounds];
    long thread = Thread.currentThread().getId();
    for (int round = 0; round < rounds; round++) {
      long allocated = THREADS.getThreadAllocatedBytes(thread);
      long begun = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < count; i++) {
        step.accept(round * count + i);
      }
      perSecond[round] = count * 1e9 / (THREADS.getCurrentThreadCpuTime() - begun);
      bytes[round] = (THREADS.getThreadAllocatedBytes(thread) - allocated) / (double) count;
    }
    double[] counted = Arrays.copyOfRange(perSecond, rounds / 2, rounds);
    Arrays.sort(counted);
    double least = Arrays.stream(bytes).skip(rounds / 2).min().orElseThrow();
    // Less than a byte a time is what reading the clock and the counters takes.
    return new Throughput(counted[counted.length / 2], Math.floor(least));
  }

  /** The time of one, in microseconds. */
  double micros() {
    return 1e6 / perSecond;
  }
}
