package io.firstspike.pipeline.app.monitor;

import io.firstspike.pipeline.app.watch.Health;
import io.firstspike.pipeline.app.watch.RestartKind;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Locale;

/** Metrics of an embedded job that Flink does not have: is it ready, and why has it restarted. */
public final class HealthMetrics extends Collector {

  /** The name of the metric that is 1 while the job is ready. */
  public static final String READY = "firstspike_ready";

  /** The name of the metric that counts restarts by kind of reason. */
  public static final String RESTARTS = "firstspike_restarts";

  private static final String KIND = "kind";

  private final Health health;

  HealthMetrics(Health health) {
    this.health = health;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Health.Report now = health.report();
    // Shown as a gauge, as Flink's reporter shows its counters.
    GaugeMetricFamily restarts =
        new GaugeMetricFamily(RESTARTS, "Restarts of the job, by kind of reason", List.of(KIND));
    for (RestartKind kind : RestartKind.values()) {
      restarts.addMetric(
          List.of(kind.name().toLowerCase(Locale.ROOT)), now.restarts().getOrDefault(kind, 0));
    }
    return List.of(
        new GaugeMetricFamily(READY, "1 while the job takes records, else 0", now.ready() ? 1 : 0),
        restarts);
  }
}
