package io.firstspike.pipeline.app.watch;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.AccuracyCurve;
import io.firstspike.pipeline.app.console.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job's metrics say of its learners: the latest counts, and the accuracy over labels, both
 * by model key. Not thread-safe.
 */
public final class StreamRecord implements JobOutput.Listener {

  private final Map<String, Metrics> latest = new TreeMap<>();
  private final Map<String, AccuracyCurve> curves = new TreeMap<>();

  @Override
  public void count(Metrics metrics) {
    latest.put(metrics.modelKey(), metrics);
    Counts totals = metrics.totals();
    curves
        .computeIfAbsent(metrics.modelKey(), AccuracyCurve::new)
        .reach(totals.of(Counter.CORRECT), totals.of(Counter.WRONG));
  }

  /**
   * The report of the job.
   *
   * @param modelKey whose confusion matrix is in it
   */
  public Report report(NetworkSpec spec, long seed, String modelKey) {
    Report report =
        Report.of("run", spec, seed)
            .with("framesIn", sum(Counter.FRAMES_IN))
            .with("predictions", sum(Counter.PREDICTIONS))
            .with("labelsLearned", sum(Counter.LABELS_LEARNED));
    Map<String, Double> accuracies = new LinkedHashMap<>();
    latest.forEach((key, metrics) -> accuracies.put(key, metrics.prequentialAccuracy()));
    report = report.with("prequentialAccuracyByModelKey", accuracies);
    Metrics own = latest.get(modelKey);
    if (own != null) {
      report =
          report
              .with("prequentialAccuracy", own.prequentialAccuracy())
              .with("labels", own.labels())
              .with("confusion", own.confusion());
    }
    return report.withCurves(new ArrayList<>(curves.values()));
  }

  private long sum(Counter counter) {
    return latest.values().stream().mapToLong(metrics -> metrics.totals().of(counter)).sum();
  }
}
