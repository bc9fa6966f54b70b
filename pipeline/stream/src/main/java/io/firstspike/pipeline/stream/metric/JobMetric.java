package io.firstspike.pipeline.stream.metric;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * Names the metrics that operators of the jobs register with Flink, in a group {@value #GROUP} of
 * the operator's own. Each is of one subtask and one attempt: counters begin with 0 at each restart
 * of the job, unlike the totals on the metrics topic, which are part of a learner's state. All are
 * sums over the subtask's model keys, whose number has no bound.
 */
public enum JobMetric {
  /** Packets of events. */
  PACKETS(
      "packets",
      Kind.COUNTER,
      Users.EVENTS,
      "packets",
      "packets of an event camera that have been taken"),
  /** Windows of events. */
  WINDOWS("windows", Kind.COUNTER, Users.EVENTS, "windows", "windows that these were cut into"),
  /** Frames that are to be decided on. */
  FRAMES(
      "frames",
      Kind.COUNTER,
      Users.BOTH,
      "frames",
      "frames that have come to the learner (`serve`: to a model)"),
  /** Decisions written. */
  PREDICTIONS(
      "predictions",
      Kind.COUNTER,
      Users.BOTH,
      "predictions",
      "predictions written, the silent ones among them"),
  /** Decisions without a label. */
  SILENT(
      "silent",
      Kind.COUNTER,
      Users.BOTH,
      "predictions",
      "predictions without a label: no decision neuron fired, or feature layers still learn"),
  /** Spikes that the decision layers received. */
  SPIKES(
      "spikes",
      Kind.COUNTER,
      Users.RUN,
      "spikes",
      "spikes of the volleys that reach the learner: inputs of the decision layer or, while feature"
          + " layers learn, the encoder's"),
  /** Weights that the decision layers added to potentials. */
  SYNAPTIC_OPERATIONS(
      "synapticOperations",
      Kind.COUNTER,
      Users.RUN,
      "additions",
      "weights added to potentials of the decision layer (feature layers: `evaluate` counts them)"),
  /** Labels by what became of them. */
  LABELS(
      "labels",
      Kind.COUNTER,
      "kind",
      Users.RUN,
      "labels",
      "labels by what became of them: `learned`, `skipped` (feature layers still learned),"
          + " `repeated`, `contradicting`, `refused`, `without_frame`"),
  /** Labelled frames decided rightly. */
  CORRECT(
      "correct", Kind.COUNTER, Users.RUN, "frames", "labelled frames that were decided rightly"),
  /** Labelled frames decided wrongly. */
  WRONG(
      "wrong",
      Kind.COUNTER,
      Users.RUN,
      "frames",
      "labelled frames that were decided wrongly, or not at all"),
  /** Steps of learning. */
  LEARNING_UPDATES(
      "learningUpdates",
      Kind.COUNTER,
      Users.RUN,
      "updates",
      "times that weights learned: from a frame (feature layers) or from a label (decision layer)"),
  /** Prequential accuracy of the latest windows. */
  ACCURACY(
      "accuracy",
      Kind.GAUGE,
      Users.RUN,
      "share, 0 to 1",
      "prequential accuracy in the latest window of each model key in memory, as on the metrics"
          + " topic; NaN before the first labels"),
  /** Time from a frame to its label. */
  LABEL_DELAY(
      "labelDelay",
      Kind.HISTOGRAM,
      Users.RUN,
      "ms",
      "event time of a learned label less that of its frame, of the latest 1,000 labels; 0 for a"
          + " label from before its frame; labels in frames do not count"),
  /** Frames that wait for their labels. */
  TRACES_WAITING(
      "tracesWaiting", Kind.GAUGE, Users.RUN, "frames", "frames whose label has yet to come"),
  /** Labels that wait for their frames. */
  LABELS_WAITING(
      "labelsWaiting", Kind.GAUGE, Users.RUN, "labels", "labels whose frame has yet to come"),
  /** Labels that are retired. */
  LABELS_RETIRED(
      "labelsRetired", Kind.GAUGE, Users.RUN, "labels", "retired labels of learners in memory"),
  /** Frames and labels that waited in vain. */
  EXPIRED(
      "expired",
      Kind.COUNTER,
      Users.RUN,
      "frames and labels",
      "frames without label and labels without frame that were forgotten"),
  /** Learners or networks that were in memory when they were needed. */
  CACHE_HITS(
      "cacheHits",
      Kind.COUNTER,
      Users.BOTH,
      "look-ups",
      "learners (`serve`: networks) found in memory"),
  /** Learners or networks that were made from state when they were needed. */
  CACHE_MISSES(
      "cacheMisses",
      Kind.COUNTER,
      Users.BOTH,
      "look-ups",
      "learners (`serve`: networks) made or read from state, as they were not in memory"),
  /** Models in memory. */
  MODELS_IN_MEMORY(
      "modelsInMemory",
      Kind.GAUGE,
      Users.BOTH,
      "models",
      "learners (`serve`: networks of published models) in memory"),
  /** The memory of learners. */
  LEARNER_BYTES(
      "learnerBytes",
      Kind.GAUGE,
      Users.RUN,
      "bytes",
      "heap of the learners in memory, estimated; beyond a third of the heap the least recently used"
          + " are suspended"),
  /** Volleys in memories of decision layers. */
  MEMORY_VOLLEYS(
      "memoryVolleys",
      Kind.GAUGE,
      Users.RUN,
      "volleys",
      "volleys that learners in memory keep to learn them again"),
  /** Bytes in memories of decision layers. */
  MEMORY_BYTES("memoryBytes", Kind.GAUGE, Users.RUN, "bytes", "bytes of these volleys"),
  /** The latest version of a model. */
  MODEL_VERSION(
      "modelVersion",
      Kind.GAUGE,
      Users.BOTH,
      "updates",
      "number after the @ in the version that was published (`serve`: taken over) last, whatever"
          + " its key; NaN before the first"),
  /** Versions of models. */
  MODEL_VERSIONS(
      "modelVersions",
      Kind.COUNTER,
      Users.BOTH,
      "versions",
      "versions published (`serve`: taken over, by each subtask)"),
  /** Dead letters by reason. */
  DEAD_LETTERS(
      "deadLetters",
      Kind.COUNTER,
      "reason",
      Users.BOTH,
      "records",
      "records written to the dead letters, by reason (below)"),
  /** Drifts that were found. */
  DRIFTS("drifts", Kind.COUNTER, Users.RUN, "drifts", "drifts found by specs with a detector"),
  /** Models with suspected drift. */
  DRIFT_WARNINGS(
      "driftWarnings",
      Kind.GAUGE,
      Users.RUN,
      "models",
      "learners in memory whose detector suspects drift"),
  /** The time of the latest drift. */
  LAST_DRIFT(
      "lastDrift",
      Kind.GAUGE,
      Users.RUN,
      "s since 1970",
      "time by the clock when the latest drift was found; 0 if there was none since the job"
          + " started");

  /** The name of the group in the operator's own. */
  public static final String GROUP = "firstspike";

  /** The beginning of each name in Prometheus: Flink's scope of an operator, and the group. */
  public static final String PREFIX = "flink_taskmanager_job_task_operator_" + GROUP + "_";

  /** Kinds of metrics. Flink's reporter shows counters as gauges, and histograms as summaries. */
  public enum Kind {
    /** Grows, and begins with 0 at a restart. */
    COUNTER,
    /** A present value. */
    GAUGE,
    /** Quantiles, and the number of values. */
    HISTOGRAM
  }

  /** Commands whose jobs have a metric. */
  public enum Users {
    /** The learning job. */
    RUN("run"),
    /** Learning and serving jobs. */
    BOTH("run, serve"),
    /** Both, where the network takes events. */
    EVENTS("run, serve, of events");

    private final String commands;

    Users(String commands) {
      this.commands = commands;
    }

    /** The names of the commands. */
    public String commands() {
      return commands;
    }
  }

  private final String name;
  private final Kind kind;
  private final String label;
  private final Users users;
  private final String unit;
  private final String meaning;

  JobMetric(String name, Kind kind, Users users, String unit, String meaning) {
    this(name, kind, "", users, unit, meaning);
  }

  JobMetric(String name, Kind kind, String label, Users users, String unit, String meaning) {
    this.name = name;
    this.kind = kind;
    this.label = label;
    this.users = users;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** The kind of its values. */
  public Kind kind() {
    return kind;
  }

  /** The label that divides it; empty if none does. */
  public String label() {
    return label;
  }

  /** The commands whose jobs have it. */
  public Users users() {
    return users;
  }

  /** The unit of its values. */
  public String unit() {
    return unit;
  }

  /** The meaning of its values, in words. */
  public String meaning() {
    return meaning;
  }

  /** Its name in Prometheus, by Flink's reporter, without {@link #PREFIX}. */
  public String shortName() {
    return (label.isEmpty() ? "" : label + "_") + name;
  }

  /** Its name in Prometheus, by Flink's reporter. */
  public String prometheusName() {
    return PREFIX + shortName();
  }

  /** Registers it as a counter of {@code operator}. */
  public Counter counter(MetricGroup operator) {
    return operator.addGroup(GROUP).counter(name);
  }

  /** Registers it as a counter of {@code operator} whose label has {@code value}. */
  public Counter counter(MetricGroup operator, String value) {
    return operator.addGroup(GROUP).addGroup(label, value).counter(name);
  }

  /** Registers it as a gauge of {@code operator}. */
  public void gauge(MetricGroup operator, Gauge<? extends Number> value) {
    operator.addGroup(GROUP).gauge(name, value);
  }

  /** Registers it as a histogram of {@code operator}. */
  public void histogram(MetricGroup operator, Histogram values) {
    operator.addGroup(GROUP).histogram(name, values);
  }
}
