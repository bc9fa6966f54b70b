package io.firstspike.bench.stream;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU times of this process's threads up to some moment, or between two. Threads that end in
 * between are not seen.
 *
 * @param threads of each Java thread, by its id
 * @param process of all of the process, compiler and garbage collector included, in nanoseconds
 */
record ThreadTimes(Map<Long, One> threads, long process) {

  /** One thread's name and CPU time in nanoseconds. */
  record One(String name, long nanos) {}

  static ThreadTimes now() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids = threads.getAllThreadIds();
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    long[] nanos = threads.getThreadCpuTime(ids);
    Map<Long, One> all = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (infos[i] != null && nanos[i] >= 0) {
        all.put(ids[i], new One(infos[i].getThreadName(), nanos[i]));
      }
    }
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new ThreadTimes(all, system.getProcessCpuTime());
  }

  /** What has been used since {@code before}. */
  ThreadTimes since(ThreadTimes before) {
    Map<Long, One> used = new HashMap<>();
    threads.forEach(
        (id, one) -> {
          One earlier = before.threads.get(id);
          used.put(id, new One(one.name, one.nanos - (earlier == null ? 0 : earlier.nanos)));
        });
    return new ThreadTimes(used, process - before.process);
  }

  /** The CPU time of each owner's threads, in microseconds. */
  Map<ThreadOwner, Double> microsByOwner() {
    Map<ThreadOwner, Double> micros = new EnumMap<>(ThreadOwner.class);
    for (ThreadOwner owner : ThreadOwner.values()) {
      micros.put(owner, 0.0);
    }
    threads.values().forEach(t -> micros.merge(ThreadOwner.of(t.name), t.nanos / 1e3, Double::sum));
    return micros;
  }

  /** Garbage collector, compiler and the rest of the virtual machine, in microseconds. */
  double machineMicros() {
    return (process - threads.values().stream().mapToLong(One::nanos).sum()) / 1e3;
  }

  /** The busiest threads and their microseconds; those of one name, but for numbers, together. */
  Map<String, Double> busiest(int count) {
    Map<String, Double> byName = new TreeMap<>();
    threads.values().forEach(t -> byName.merge(kind(t.name), t.nanos / 1e3, Double::sum));
    Map<String, Double> busiest = new LinkedHashMap<>();
    byName.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(count)
        .forEach(entry -> busiest.put(entry.getKey(), entry.getValue()));
    return busiest;
  }

  private static String kind(String name) {
    return ThreadOwner.of(name) + " " + name.replaceAll("\\d+", "n");
  }
}
