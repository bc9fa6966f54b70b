package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.SynapticOperations;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.stream.metric.JobMetric;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Metrics of the learners of one subtask: their sums, since the number of model keys has no bound.
 * Levels, such as the frames that wait for labels, are those of the learners in memory: what a
 * session brings ({@link #enter}) it takes with it ({@link #leave}). Written by the operator's
 * thread, read by those of reporters.
 */
final class LearnerMeters {

  /** The number of labels whose delays are remembered. */
  private static final int DELAYS = 1000;

  /** Totals of a tally that are levels: they fall as well as rise, and are part of state. */
  private static final Map<Counter, JobMetric> LEVELS =
      Map.of(
          Counter.TRACES_WAITING, JobMetric.TRACES_WAITING,
          Counter.LABELS_WAITING, JobMetric.LABELS_WAITING,
          Counter.LABELS_RETIRED, JobMetric.LABELS_RETIRED,
          Counter.MEMORY_VOLLEYS, JobMetric.MEMORY_VOLLEYS,
          Counter.MEMORY_BYTES, JobMetric.MEMORY_BYTES);

  private static final Map<Counter, JobMetric> COUNTS =
      Map.of(
          Counter.FRAMES_IN, JobMetric.FRAMES,
          Counter.PREDICTIONS, JobMetric.PREDICTIONS,
          Counter.SILENT, JobMetric.SILENT,
          Counter.CORRECT, JobMetric.CORRECT,
          Counter.WRONG, JobMetric.WRONG,
          Counter.EXPIRED, JobMetric.EXPIRED);

  private static final Map<Counter, String> LABEL_KINDS =
      Map.of(
          Counter.LABELS_LEARNED, "learned",
          Counter.LABELS_SKIPPED, "skipped",
          Counter.LABELS_REPEATED, "repeated",
          Counter.LABELS_CONTRADICTING, "contradicting",
          Counter.LABELS_REFUSED, "refused",
          Counter.LABELS_WITHOUT_FRAME, "without_frame");

  private final Map<Counter, org.apache.flink.metrics.Counter> tallied =
      new EnumMap<>(Counter.class);

  private final SynapticOperations decisionOperations;
  private final org.apache.flink.metrics.Counter spikes;
  private final org.apache.flink.metrics.Counter operations;
  private final org.apache.flink.metrics.Counter updates;
  private final org.apache.flink.metrics.Counter versions;
  private final org.apache.flink.metrics.Counter hits;
  private final org.apache.flink.metrics.Counter misses;
  private final org.apache.flink.metrics.Counter drifts;
  private final DescriptiveStatisticsHistogram delays = new DescriptiveStatisticsHistogram(DELAYS);
  private final SimpleCounter recentlyRight = new SimpleCounter();
  private final SimpleCounter recentlyWrong = new SimpleCounter();
  private final SimpleCounter warnings = new SimpleCounter();
  private final SimpleCounter learners = new SimpleCounter();
  private volatile double version = Double.NaN;
  private volatile long lastDrift;

  /**
   * Registers the metrics.
   *
   * @param operator the operator's metrics
   * @param pool the learners to come
   */
  LearnerMeters(MetricGroup operator, LearnerPool pool) {
    LEVELS.forEach(
        (counter, metric) -> {
          SimpleCounter level = new SimpleCounter();
          metric.gauge(operator, level::getCount);
          tallied.put(counter, level);
        });
    COUNTS.forEach((counter, metric) -> tallied.put(counter, metric.counter(operator)));
    LABEL_KINDS.forEach(
        (counter, kind) -> tallied.put(counter, JobMetric.LABELS.counter(operator, kind)));
    decisionOperations = pool.decisionOperations();
    spikes = JobMetric.SPIKES.counter(operator);
    operations = JobMetric.SYNAPTIC_OPERATIONS.counter(operator);
    updates = JobMetric.LEARNING_UPDATES.counter(operator);
    versions = JobMetric.MODEL_VERSIONS.counter(operator);
    hits = JobMetric.CACHE_HITS.counter(operator);
    misses = JobMetric.CACHE_MISSES.counter(operator);
    drifts = JobMetric.DRIFTS.counter(operator);
    long learnerBytes = pool.learnerBytes();
    JobMetric.LABEL_DELAY.histogram(operator, delays);
    JobMetric.ACCURACY.gauge(operator, this::accuracy);
    JobMetric.DRIFT_WARNINGS.gauge(operator, warnings::getCount);
    JobMetric.LAST_DRIFT.gauge(operator, () -> lastDrift);
    JobMetric.MODELS_IN_MEMORY.gauge(operator, learners::getCount);
    JobMetric.LEARNER_BYTES.gauge(operator, () -> learners.getCount() * learnerBytes);
    JobMetric.MODEL_VERSION.gauge(operator, () -> version);
  }

  private double accuracy() {
    long right = recentlyRight.getCount();
    return (double) right / (right + recentlyWrong.getCount());
  }

  /** Counts what a tally counts. */
  void add(Counter counter, long number) {
    org.apache.flink.metrics.Counter meter = tallied.get(counter);
    if (meter != null) {
      meter.inc(number);
    }
  }

  /** Adds the levels of a learner that comes into memory. */
  void enter(Tally tally) {
    learners.inc();
    LEVELS.keySet().forEach(level -> add(level, tally.of(level)));
  }

  /** Takes off the levels of a learner that leaves memory. */
  void leave(Tally tally) {
    learners.dec();
    LEVELS.keySet().forEach(level -> add(level, -tally.of(level)));
  }

  /** Counts the inputs of a decision, and its synaptic operations. */
  void decided(Volley evidence) {
    spikes.inc(evidence.count());
    operations.inc(decisionOperations.of(evidence));
  }

  /** Counts one step of learning, in a feature layer, from the encoder's volley. */
  void learnedFeatures(Volley encoded) {
    spikes.inc(encoded.count());
    updates.inc();
  }

  /** Counts one step of learning, in the decision layer. */
  void learnedLabel() {
    updates.inc();
  }

  /** Notes the time from a frame to its label, in milliseconds. */
  void delay(long millis) {
    delays.update(Math.max(0, millis));
  }

  /** Replaces the latest window of a model key by another one: numbers of decisions. */
  void window(long rightBefore, long wrongBefore, long right, long wrong) {
    recentlyRight.inc(right - rightBefore);
    recentlyWrong.inc(wrong - wrongBefore);
  }

  /** Notes a version that was published. */
  void published(Progress progress) {
    versions.inc();
    version = ModelVersion.updates(progress);
  }

  /** Counts a look-up of a learner. */
  void lookedUp(boolean inMemory) {
    (inMemory ? hits : misses).inc();
  }

  /** Notes a drift that was found at {@code now}, in milliseconds since the epoch. */
  void drift(long now) {
    drifts.inc();
    lastDrift = now / 1000;
  }

  /** Notes that suspicion of drift has arisen in one learner, or that it has gone. */
  void suspicion(boolean arisen) {
    warnings.inc(arisen ? 1 : -1);
  }
}
