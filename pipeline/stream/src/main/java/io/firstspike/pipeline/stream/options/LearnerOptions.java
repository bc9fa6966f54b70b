package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.learner.LearnerSettings;
import io.firstspike.pipeline.stream.learner.Order;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a job that learns; {@link LearningSettings} checks the values, all together. */
final class LearnerOptions {

  @Option(
      names = "--group-id",
      paramLabel = "TEXT",
      defaultValue = LearningSettings.DEFAULT_GROUP_ID,
      description = "Kafka consumer group, prefix of transactions (default: ${DEFAULT-VALUE}).")
  private String groupId;

  @Option(
      names = "--order",
      paramLabel = "live|replay",
      defaultValue = "live",
      description =
          "live: decide at once, learn when the label comes. replay: take frames and labels in"
              + " order of their timestamps, the same result every time (default:"
              + " ${DEFAULT-VALUE}).")
  private Order order;

  @Option(
      names = "--trace-ttl",
      paramLabel = "TIME",
      defaultValue = LearnerSettings.DEFAULT_TRACE_MINUTES + "min",
      converter = DurationConverter.class,
      description =
          "How long a frame waits for its label and a label for its frame, 1 s to 30 days; in live"
              + " order at least until what came in that time has been read (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration traceTimeToLive;

  @Option(
      names = "--max-waiting-labels",
      paramLabel = "N",
      defaultValue = "" + LearnerSettings.DEFAULT_WAITING_LABELS,
      description =
          "Labels of one model key that wait for their frames at most, at least 1; what is above is"
              + " a dead letter (default: ${DEFAULT-VALUE}).")
  private int maxWaitingLabels;

  @Option(
      names = "--idle-after",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "In replay order: a partition that is read to its end and has had no record for this long"
              + " no longer holds event time back, 1 s to 30 days. The result then depends on when"
              + " records come; with time marks it does not (default: partitions are waited for).")
  private Duration idleAfter;

  @Option(
      names = "--metrics-every",
      paramLabel = "FRAMES",
      defaultValue = "" + LearnerSettings.DEFAULT_METRICS_FRAMES,
      description = "Frames in a metrics window, at least 1 (default: ${DEFAULT-VALUE}).")
  private int metricsEvery;

  @Option(
      names = "--publish-every",
      paramLabel = "LABELS",
      defaultValue = "" + LearnerSettings.DEFAULT_PUBLISH_LABELS,
      description =
          "Labels between model updates, at least 1; no more than one update a second (default:"
              + " ${DEFAULT-VALUE}).")
  private int publishEvery;

  @Option(
      names = "--metrics-within",
      paramLabel = "TIME",
      defaultValue = LearnerSettings.DEFAULT_METRICS_SECONDS + "s",
      converter = DurationConverter.class,
      description =
          "Longest time from a change to the metrics that tell of it, 10 ms to 1 day (default:"
              + " ${DEFAULT-VALUE}). With thousands of model keys, raise it.")
  private Duration metricsWithin;

  @Option(
      names = "--publish-within",
      paramLabel = "TIME",
      defaultValue = LearnerSettings.DEFAULT_PUBLISH_SECONDS + "s",
      converter = DurationConverter.class,
      description =
          "Longest time from a change to the model update that tells of it, 10 ms to 1 day (default:"
              + " ${DEFAULT-VALUE}). With thousands of model keys, raise it.")
  private Duration publishWithin;

  @Option(
      names = "--max-ahead",
      paramLabel = "TIME",
      defaultValue = LearningSettings.DEFAULT_AHEAD_DAYS + "d",
      converter = DurationConverter.class,
      description =
          "How far a record's timestamp may be ahead of the clock, 1 s to 36,500 days; what is"
              + " further ahead ends on dead-letters (default: ${DEFAULT-VALUE}).")
  private Duration maxAhead;

  @Mixin private RunOptions run;

  LearningSettings settings(Start start, Properties client, TopicNames topics) {
    LearningSettings.Builder builder =
        LearningSettings.builder(start.spec(), client)
            .topics(topics)
            .groupId(groupId)
            .seed(start.seed())
            .model(start.model().map(ModelFile::toBytes))
            .order(order)
            .traceTimeToLive(traceTimeToLive)
            .maxWaitingLabels(maxWaitingLabels)
            .idleAfter(Optional.ofNullable(idleAfter))
            .metricsEveryFrames(metricsEvery)
            .publishEveryLabels(publishEvery)
            .metricsWithin(metricsWithin)
            .publishWithin(publishWithin)
            .maxAhead(maxAhead);
    return run.applyTo(builder).build();
  }
}
