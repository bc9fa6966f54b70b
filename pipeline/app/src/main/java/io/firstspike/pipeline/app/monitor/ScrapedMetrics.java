package io.firstspike.pipeline.app.monitor;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.Writer;
import java.lang.reflect.Field;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;

/**
 * Metrics of the Flink in this JVM in Prometheus' text format, under the names that Flink's own
 * reporter gives them on a cluster: it is that reporter, without its server, which would listen on
 * all interfaces.
 */
final class ScrapedMetrics extends AbstractPrometheusReporter {

  private final CollectorRegistry registry;

  /** Makes a reporter without metrics. */
  ScrapedMetrics() {
    registry = registry(this);
  }

  /** The registry of Flink's reporter, which has no other access to it. */
  private static CollectorRegistry registry(AbstractPrometheusReporter reporter) {
    try {
      Field field = AbstractPrometheusReporter.class.getDeclaredField("registry");
      field.setAccessible(true);
      return (CollectorRegistry) field.get(reporter);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("another version of Flink's reporter for Prometheus", e);
    }
  }

  /** Adds metrics that are not Flink's. */
  void add(Collector collector) {
    registry.register(collector);
  }

  /** Writes all metrics. */
  void write(Writer out) throws IOException {
    TextFormat.write004(out, registry.metricFamilySamples());
  }
}
