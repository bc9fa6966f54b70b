package io.firstspike.pipeline.cli;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.network.ModelFile;
import io.firstspike.pipeline.job.JobSettings;
import io.firstspike.pipeline.learner.Order;
import java.time.Duration;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the job works; {@link JobSettings} checks the values, all together. */
final class JobOptions {

  @Option(
      names = "--group-id",
      paramLabel = "TEXT",
      defaultValue = "firstspike",
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
      defaultValue = "10min",
      converter = DurationConverter.class,
      description =
          "How long a frame waits for its label and a label for its frame, 1 s to 30 days (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration traceTimeToLive;

  @Option(
      names = "--metrics-every",
      paramLabel = "FRAMES",
      defaultValue = "500",
      description = "Frames in a metrics window, at least 1 (default: ${DEFAULT-VALUE}).")
  private int metricsEvery;

  @Option(
      names = "--publish-every",
      paramLabel = "LABELS",
      defaultValue = "1000",
      description = "Labels between model updates, at least 1 (default: ${DEFAULT-VALUE}).")
  private int publishEvery;

  @Mixin private JobRunOptions run;

  JobSettings settings(Start start, Properties client, TopicNames topics) {
    return JobSettings.builder(start.spec(), client)
        .topics(topics)
        .groupId(groupId)
        .seed(start.seed())
        .model(start.model().map(ModelFile::toBytes))
        .order(order)
        .delivery(run.delivery())
        .traceTimeToLive(traceTimeToLive)
        .checkpointInterval(run.checkpointInterval())
        .metricsEveryFrames(metricsEvery)
        .publishEveryLabels(publishEvery)
        .limits(run.limits())
        .parallelism(run.slots())
        .build();
  }
}
