package io.firstspike.pipeline.cli;

import io.firstspike.connectors.broker.LastRecords;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.network.ModelFile;
import io.firstspike.pipeline.job.ServingSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The serving job: in this JVM, or, started by a Flink cluster's client, on that cluster. */
@Command(
    name = "serve",
    description =
        "Classify the frames topic with the latest version of each model on the models topic, and"
            + " never learn, until Ctrl-C. Given to a Flink cluster (flink run firstspike-job.jar"
            + " serve ...), the job runs there.")
final class Serve implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--predictions-topic",
      paramLabel = "NAME",
      description =
          "Where predictions go: another topic where a learning job predicts the same frames"
              + " (default: predictions, with the prefix).")
  private String predictions;

  @Option(
      names = "--model-in",
      paramLabel = "FILE",
      description =
          "Serve this model to every key that has none on the models topic (default: such frames"
              + " wait).")
  private Path modelIn;

  @Option(
      names = "--model-wait",
      paramLabel = "TIME",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "How long a frame waits for a model of its key before it is a dead letter, 1 s to 30 days"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration modelWait;

  @Option(
      names = "--max-waiting",
      paramLabel = "MIB",
      defaultValue = "256",
      description =
          "Frames that wait for a model take at most this many MiB, at least 1; what is above is a"
              + " dead letter (default: ${DEFAULT-VALUE}).")
  private int maxWaiting;

  @Mixin private NetworkLimitOption limit;

  @Option(
      names = "--max-models",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Model keys served at most; each slot holds all their weights (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxModels;

  @Option(
      names = "--group-id",
      paramLabel = "TEXT",
      defaultValue = "firstspike-serve",
      description = "Kafka consumer group, prefix of transactions (default: ${DEFAULT-VALUE}).")
  private String groupId;

  @Mixin private JobRunOptions job;
  @Mixin private JobPlace place;

  @Override
  public Integer call() throws Exception {
    TopicNames topics = topics();
    ServingSettings settings =
        ServingSettings.builder(kafka.client())
            .topics(topics)
            .groupId(groupId)
            .model(
                Optional.ofNullable(modelIn)
                    .map(file -> ModelFile.read(file, limit.limit()))
                    .map(ModelFile::toBytes))
            .delivery(job.delivery())
            .checkpointInterval(job.checkpointInterval())
            .modelWait(modelWait)
            .waitingBytes((long) maxWaiting << 20)
            .maxModels(maxModels)
            .networkLimit(limit.limit())
            .limits(job.limits())
            .stateStore(job.stateStore())
            .parallelism(job.slots())
            .build();
    place.requireTopics(
        kafka,
        topics,
        List.of(topics.frames(), topics.models(), topics.predictions(), topics.deadLetters()));
    JobPlace.sayWhatTheBrokerAsks(kafka, settings, command.commandLine().getOut());
    place.require(settings, kafka.timeout());
    sayIfNothingIsPublished(topics.models());
    place.run(
        settings,
        new JobReport(
            "classifies " + topics.frames() + " with the models of " + topics.models(),
            Optional.empty(),
            ModelKey.DEFAULT,
            new Console(command.commandLine())));
    return ExitCode.OK;
  }

  /** Else a user sees no predictions, and only later dead letters. */
  private void sayIfNothingIsPublished(String models) {
    if (modelIn == null && LastRecords.offsets(kafka.client(), models, kafka.timeout()).isEmpty()) {
      PrintWriter out = command.commandLine().getOut();
      out.println(
          "no model is on topic "
              + models
              + " yet: frames wait up to "
              + modelWait.toSeconds()
              + " s for one (run publishes models; --model-in serves one from a file)");
      out.flush();
    }
  }

  private TopicNames topics() {
    TopicNames names = kafka.topics();
    if (predictions == null) {
      return names;
    }
    try {
      return names.withPredictions(predictions);
    } catch (IllegalArgumentException e) {
      throw new InputException("--predictions-topic " + predictions + ": " + e.getMessage(), e);
    }
  }
}
