package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.metric.JobMetric;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Metrics of one subtask that serves: sums over all model keys. Written by the operator's thread,
 * read by those of reporters.
 */
final class ServingMeters {

  private final Counter frames;
  private final Counter predictions;
  private final Counter silent;
  private final Counter hits;
  private final Counter misses;
  private final Counter versions;
  private volatile double version = Double.NaN;

  /**
   * Registers the metrics.
   *
   * @param operator the operator's metrics
   * @param ready gives the number of networks in memory
   */
  ServingMeters(MetricGroup operator, IntSupplier ready) {
    frames = JobMetric.FRAMES.counter(operator);
    predictions = JobMetric.PREDICTIONS.counter(operator);
    silent = JobMetric.SILENT.counter(operator);
    hits = JobMetric.CACHE_HITS.counter(operator);
    misses = JobMetric.CACHE_MISSES.counter(operator);
    versions = JobMetric.MODEL_VERSIONS.counter(operator);
    JobMetric.MODELS_IN_MEMORY.gauge(operator, ready::getAsInt);
    JobMetric.MODEL_VERSION.gauge(operator, () -> version);
  }

  /** Counts a frame that a model is there for. */
  void frame() {
    frames.inc();
  }

  /** Counts a prediction. */
  void predicted(Prediction prediction) {
    predictions.inc();
    silent.inc(prediction.silent() ? 1 : 0);
  }

  /** Counts a look-up of the network of a published model. */
  void lookedUp(boolean inMemory) {
    (inMemory ? hits : misses).inc();
  }

  /** Notes a version that was taken over. */
  void tookOver(String name) {
    versions.inc();
    ModelVersion.updates(name).ifPresent(updates -> version = updates);
  }
}
