package io.firstspike.bench.accuracy;

import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics of several seeds, each with its mean. */
final class SeedFigures {

  private final int seeds;
  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private final Map<String, double[]> values = new LinkedHashMap<>();

  SeedFigures(int seeds) {
    this.seeds = seeds;
  }

  /** Adds a metric of one of the seeds, which are 1 to their number. */
  void add(int seed, Metric metric) {
    metrics.putIfAbsent(metric.key(), metric);
    values.computeIfAbsent(metric.key(), key -> new double[seeds])[seed - 1] = metric.value();
  }

  /** A row for each metric. */
  Table table() {
    Table table = Table.empty().row("", "mean", "lowest", "highest", "seeds");
    for (Metric metric : metrics.values()) {
      double[] all = values.get(metric.key());
      table =
          table.row(
              metric.title(),
              metric.with(mean(all)).text(),
              metric.with(Arrays.stream(all).min().orElseThrow()).text(),
              metric.with(Arrays.stream(all).max().orElseThrow()).text(),
              Figures.count(seeds));
    }
    return table;
  }

  /** A report with the mean of each metric, and its value for each seed. */
  Report in(Report report) {
    Report with = report.with("seeds", seeds);
    for (Map.Entry<String, double[]> metric : values.entrySet()) {
      with =
          with.with(metric.getKey(), mean(metric.getValue()))
              .with(metric.getKey() + "BySeed", metric.getValue());
    }
    return with;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
