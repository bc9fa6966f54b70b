package io.firstspike.pipeline.cli;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.job.JobSettings;
import io.firstspike.pipeline.start.JobStart;
import io.firstspike.pipeline.start.StartOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The streaming job: in this JVM, or, started by a Flink cluster's client, on that cluster. */
@Command(
    name = "run",
    description =
        "Classify the frames topic and learn from the labels topic, until Ctrl-C. Given to a Flink"
            + " cluster (flink run firstspike-job.jar run ...), the job runs there.")
final class Run implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private KafkaOptions kafka;
  @Mixin private NetworkOptions network;
  @Mixin private JobOptions job;

  @Mixin private StartOption start;
  @Mixin private JobPlace place;

  @Option(
      names = "--model-out",
      paramLabel = "FILE",
      description = "Keep the latest model of --model-key in this file.")
  private Path modelOut;

  @Option(
      names = "--model-key",
      paramLabel = "TEXT",
      defaultValue = "default",
      description = "Whose model --model-out keeps (default: ${DEFAULT-VALUE}).")
  private String modelKey;

  @Override
  public Integer call() throws Exception {
    OutputFiles.requireWritable("--model-out", modelOut);
    TopicNames topics = kafka.topics();
    JobSettings settings = job.settings(network.start(), kafka.client(), topics);
    place.requireTopics(kafka, topics, topics.all());
    JobPlace.sayWhatTheBrokerAsks(kafka, settings, command.commandLine().getOut());
    Optional<Path> kept = Optional.ofNullable(modelOut);
    JobReport report =
        new JobReport(
            "classifies " + topics.frames() + " and learns from " + topics.labels(),
            kept,
            modelKey,
            new Console(command.commandLine()));
    JobStart begun =
        place.start(settings, new StartOptions(start.policy(), kept, modelKey, kafka.timeout()));
    begun.notes().forEach(report::say);
    FrozenUntaught.line(begun.settings()).ifPresent(report::say);
    place.run(begun.settings(), report);
    return ExitCode.OK;
  }
}
