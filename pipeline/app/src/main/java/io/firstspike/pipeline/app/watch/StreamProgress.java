package io.firstspike.pipeline.app.watch;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.RunSettings;
import io.firstspike.pipeline.stream.job.StreamSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes the progress of a job in this JVM in one line: frames, their rate, the share of right
 * decisions, drift, records yet to be read, and dead letters. Not thread-safe.
 */
public final class StreamProgress implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamProgress.class);

  /** The time over which the rate is measured, in seconds. */
  private static final double RATE_SECONDS = 10;

  /** The time without metrics after which they count as read to their end. */
  private static final Duration LAST_WAIT = Duration.ofMillis(500);

  private record Sample(long nanos, long frames) {}

  private final JobMeters meters;
  private final TopicNames topics;
  private final Optional<JobOutput> metrics;
  private final Learners learners = new Learners();
  private final StreamRecord record = new StreamRecord();
  private final Deque<Sample> samples = new ArrayDeque<>();

  private StreamProgress(JobMeters meters, TopicNames topics, Optional<JobOutput> metrics) {
    this.meters = meters;
    this.topics = topics;
    this.metrics = metrics;
  }

  /**
   * Makes the progress of a job.
   *
   * @param meters the meters of the Flink it runs in
   * @param settings the job's settings
   */
  public static StreamProgress of(JobMeters meters, StreamSettings settings) {
    return new StreamProgress(meters, settings.run().topics(), metrics(settings));
  }

  /**
   * The reader of the job's metrics; empty for a serving job, which writes none, and for a client
   * that may not read them.
   */
  private static Optional<JobOutput> metrics(StreamSettings settings) {
    if (!(settings instanceof LearningSettings)) {
      return Optional.empty();
    }
    RunSettings run = settings.run();
    try {
      return Optional.of(JobOutput.newMetrics(run.kafkaProperties(), run.topics()));
    } catch (KafkaException e) {
      LOG.warn("no accuracy is shown: the metrics cannot be read", e);
      return Optional.empty();
    }
  }

  /** What the metrics say of the learners, after all of them have been read. */
  public StreamRecord record() {
    while (read(LAST_WAIT)) {
      // More may come.
    }
    return record;
  }

  /** The present line; empty before the first frame. */
  public String line() {
    read();
    long frames = meters.recordsIn(writer(topics.predictions())::equals);
    long deadLetters = meters.recordsIn(writer(topics.deadLetters())::equals);
    long waiting = meters.pending(("Source: topic " + topics.frames())::equals);
    double rate = rate(frames);
    if (frames == 0 && deadLetters == 0) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%,d frames, %,.0f frames/s", frames, rate));
    learners
        .share()
        .ifPresent(right -> line.append(String.format(Locale.ROOT, ", right %.1f %%", right)));
    line.append(learners.drift());
    if (waiting > 0) {
      line.append(String.format(Locale.ROOT, ", %,d yet to read", waiting));
    }
    line.append(String.format(Locale.ROOT, ", %,d dead letters", deadLetters));
    return line.toString();
  }

  private static String writer(String topic) {
    return "topic " + topic + ": Writer";
  }

  private double rate(long frames) {
    Sample now = new Sample(System.nanoTime(), frames);
    samples.addLast(now);
    while (samples.size() > 2 && seconds(samples.peekFirst(), now) > RATE_SECONDS) {
      samples.removeFirst();
    }
    double seconds = seconds(samples.peekFirst(), now);
    return seconds == 0 ? 0 : (frames - samples.peekFirst().frames()) / seconds;
  }

  private static double seconds(Sample from, Sample to) {
    return (to.nanos() - from.nanos()) / 1e9;
  }

  /** Reads the metrics that have come. */
  public void read() {
    read(Duration.ZERO);
  }

  /** Waits for metrics up to {@code time} and reads them; returns whether some came. */
  private boolean read(Duration time) {
    try {
      return metrics.isPresent() && metrics.get().read(time, learners);
    } catch (MalformedException | KafkaException e) {
      LOG.debug("no metrics for the moment", e);
      return false;
    }
  }

  @Override
  public void close() {
    metrics.ifPresent(JobOutput::close);
  }

  /** Adds up the last metrics of the learners of all model keys, and keeps a record of them. */
  private final class Learners implements JobOutput.Listener {

    private final Map<String, Counts> latest = new HashMap<>();
    private final Map<String, Metrics.Drift> drift = new HashMap<>();

    @Override
    public void count(Metrics metrics) {
      record.count(metrics);
      latest.put(metrics.modelKey(), metrics.totals());
      if (metrics.drift() != null) {
        drift.put(metrics.modelKey(), metrics.drift());
      }
    }

    /** The number of drifts, and whether there is a warning; empty if all is well. */
    String drift() {
      long drifts = drift.values().stream().mapToLong(Metrics.Drift::drifts).sum();
      boolean warning = drift.values().stream().anyMatch(Metrics.Drift::warning);
      return (drifts == 0 ? "" : ", " + drifts + (drifts == 1 ? " drift" : " drifts"))
          + (warning ? ", drift suspected" : "");
    }

    /** The share of right decisions among labelled frames, in per cent; empty before the first. */
    Optional<Double> share() {
      long right = latest.values().stream().mapToLong(counts -> counts.of(Counter.CORRECT)).sum();
      long wrong = latest.values().stream().mapToLong(counts -> counts.of(Counter.WRONG)).sum();
      return right + wrong == 0 ? Optional.empty() : Optional.of(100.0 * right / (right + wrong));
    }
  }
}
