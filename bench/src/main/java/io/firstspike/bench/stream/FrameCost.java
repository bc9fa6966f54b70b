package io.firstspike.bench.stream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time that a frame takes while the job is at its peak, in microseconds.
 *
 * @param engine the engine alone, on one thread, right before and right after
 * @param byOwner by the part of the process that used it
 * @param machine garbage collector and compiler, whoever they worked for
 * @param busiest of the busiest threads
 */
record FrameCost(
    double engine, Map<ThreadOwner, Double> byOwner, double machine, Map<String, Double> busiest) {

  private static final int THREADS = 25;

  /** What {@code frames} frames have used. */
  static FrameCost of(ThreadTimes used, int frames, double engine) {
    return new FrameCost(
        engine,
        each(used.microsByOwner(), frames),
        used.machineMicros() / frames,
        each(used.busiest(THREADS), frames));
  }

  private static <K> Map<K, Double> each(Map<K, Double> micros, int frames) {
    Map<K, Double> each = new LinkedHashMap<>();
    micros.forEach((key, value) -> each.put(key, value / frames));
    return each;
  }

  double tasks() {
    return byOwner.get(ThreadOwner.TASKS);
  }

  /** Operators, Kafka clients within the job, and the rest of Flink. */
  double job() {
    return List.of(ThreadOwner.TASKS, ThreadOwner.JOB_CLIENTS, ThreadOwner.JOB_OTHER).stream()
        .mapToDouble(byOwner::get)
        .sum();
  }

  double ratio() {
    return job() / engine;
  }
}
