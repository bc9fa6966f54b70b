package io.firstspike.pipeline.app.watch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/** Counts the records of the operators of a job in this JVM, across its restarts. */
public final class JobMeters implements MetricReporter {

  private record Meter(String operator, String name) {}

  private final Map<Metric, Meter> meters = new ConcurrentHashMap<>();
  private final Map<Meter, AtomicLong> gone = new ConcurrentHashMap<>();

  /** The number of records that operators with such names have received. */
  long recordsIn(Predicate<String> operator) {
    return counted(operator, "numRecordsIn");
  }

  /** The number of records that operators with such names have yet to read, as far as they know. */
  long pending(Predicate<String> operator) {
    return meters.entrySet().stream()
        .filter(e -> e.getValue().name().equals("pendingRecords"))
        .filter(e -> operator.test(e.getValue().operator()))
        .mapToLong(e -> value(e.getKey()))
        .sum();
  }

  private long counted(Predicate<String> operator, String name) {
    long before =
        gone.entrySet().stream()
            .filter(e -> e.getKey().name().equals(name) && operator.test(e.getKey().operator()))
            .mapToLong(e -> e.getValue().get())
            .sum();
    return before
        + meters.entrySet().stream()
            .filter(e -> e.getValue().name().equals(name))
            .filter(e -> operator.test(e.getValue().operator()))
            .mapToLong(e -> value(e.getKey()))
            .sum();
  }

  private static long value(Metric metric) {
    if (metric instanceof Counter counter) {
      return counter.getCount();
    }
    try {
      return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number
          ? Math.max(0, number.longValue())
          : 0;
    } catch (RuntimeException e) {
      // The reader behind the gauge has just closed.
      return 0;
    }
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    String operator = group.getAllVariables().get("<operator_name>");
    if (operator != null && (name.equals("numRecordsIn") || name.equals("pendingRecords"))) {
      meters.put(metric, new Meter(operator, name));
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    Meter meter = meters.remove(metric);
    if (meter != null && metric instanceof Counter counter) {
      gone.computeIfAbsent(meter, m -> new AtomicLong()).addAndGet(counter.getCount());
    }
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}
}
